import { emptyCode, openAccount, openSlot, readHeader } from '../trie';
import { type Hex, zeroWord } from '../hash';
import { reading, require, type Work } from '../work';

/** Check 1: the header is the trusted one, proofs open under it, the contracts are the manifest's. */
export function checkChain(work: Work): string[] {
  const { chain, proofs } = work.bundle;
  const header = reading('chain.header', () => readHeader(chain.header));
  if (work.trust === null) work.skip('whether the block is one of the chain: no block hash was given');
  else require(header.hash === work.trust, 'chain.header', `hashes to ${header.hash}, trusted is ${work.trust}`);
  work.header = header;
  proofs.forEach((proof, i) => {
    const account = reading(`proofs[${i}].accountProof`,
      () => openAccount(header.stateRoot, proof.address, proof.accountProof));
    work.accounts.set(proof.address, account);
    proof.storageProof.forEach((slot, j) => {
      const element = `proofs[${i}].storageProof[${j}]`;
      const value = reading(element, () => openSlot(account.storageRoot, slot.key, slot.proof));
      require(value === slot.value, element, `the proof opens to ${value}, not ${slot.value}`);
      work.slots.set(proof.address + slot.key, value);
    });
  });
  compareContracts(work);
  return [`block ${header.number}`, `${work.accounts.size} accounts`, `${work.slots.size} slots`];
}

function compareContracts(work: Work): void {
  const { manifest } = work;
  if (manifest === null) {
    work.skip('whose contracts these are');
    return;
  }
  const { chainId } = work.bundle.chain;
  require(chainId === manifest.chainId, 'chain.chainId', `${chainId}, the manifest says ${manifest.chainId}`);
  for (const name of Object.keys(manifest.contracts) as (keyof typeof manifest.contracts)[]) {
    const [here, deployed] = [work.contracts[name], manifest.contracts[name]];
    const element = `chain.contracts.${name}`;
    require(here === (deployed?.address ?? null), element, `${here}, the manifest says ${deployed?.address ?? null}`);
    if (here === null || deployed === null) continue;
    const account = work.accounts.get(here);
    if (account === undefined) work.skip('code of a contract without a proof');
    else
      require(account.codeHash === deployed.codeHash, element,
        `its code hashes to ${account.codeHash}, the manifest says ${deployed.codeHash}`);
  }
}

/** Whether a proof shows that the account is a contract. */
export function hasCode(work: Work, address: Hex): boolean {
  const code = work.accounts.get(address)?.codeHash ?? zeroWord;
  return code !== zeroWord && code !== emptyCode;
}
