import type { Spend } from '../bundle';
import { type Hex, hashOf, slotOf, wordOf, zeroWord } from '../hash';
import { Kind, money, type Placed, Verdict } from '../leaf';
import { checksummed } from '../policy/values';
import { type AgentWork, isLate, require, type Work } from '../work';

/** A receipt of a vault, proven. */
export interface ProvenSpend {
  element: string;
  vault: Hex;
  spend: Spend;
  namedBy: Placed | null;
}

export const spentHash = (stream: Hex, vault: Hex, one: Spend): Hex =>
  hashOf('spent', stream, vault, one.number, one.opened, one.action, one.asset, one.to, one.amount, one.epoch);

const amountOf = ({ amount, asset, to }: Spend): string =>
  `${amount} units of ${checksummed(asset)} to ${checksummed(to)}`;

/** Check 8: vaults' receipts fold to their slots, and what leaves say about money is one of them. */
export function checkMoney(work: Work): { counts: string[]; spends: Map<Hex, ProvenSpend> } {
  const all = new Map<Hex, ProvenSpend>();
  for (const agent of work.agents) {
    const { spends, someLate } = foldVaults(work, agent);
    for (const placed of agent.leaves) {
      if (namesSpend(placed)) names(work, agent, placed, { spends, someLate });
      else
        require(placed.leaf.tag.kind !== Kind.closed || !spends.has(placed.leaf.extension), placed.element,
          'names a spend, and is no payment that was done');
    }
    for (const [hash, one] of spends) {
      all.set(hash, one);
      if (one.namedBy === null)
        work.lists.outside.push({ element: one.element, note: amountOf(one.spend) });
      else if (one.namedBy.leaf.tag.kind === Kind.found)
        work.lists.found.push({ element: one.element, note: `named by ${one.namedBy.element}` });
    }
  }
  const { found, outside } = work.lists;
  return {
    spends: all, counts: [`${all.size} spends`, `${found.length} found`, `${outside.length} outside the log`],
  };
}

const namesSpend = ({ leaf: { tag } }: Placed): boolean =>
  tag.kind === Kind.found || (tag.kind === Kind.closed && tag.verdict === Verdict.done && tag.effect === money);

function foldVaults(work: Work, { agent, stream, element }: AgentWork) {
  const spends = new Map<Hex, ProvenSpend>();
  const listed = new Set<Hex>();
  let someLate = isLate(agent.compositions);
  const vaults = new Set(agent.compositions.steps.map((one) => one.vault));
  agent.spends.forEach((list, i) => {
    const at = `${element}.spends[${i}]`;
    const { vault } = list;
    require((vaults.has(vault) || someLate) && !listed.has(vault), at, `vault ${vault} is not one more of the agent's`);
    listed.add(vault);
    const first = list.steps[0]?.number ?? 1n;
    require(isLate(list) ? first > 1n || list.steps.length === 0 : first === 1n, at, `starts with spend ${first}`);
    work.folds(list, (before, one) => {
      return hashOf('spends', before, spentHash(stream, vault, one));
    }, { contract: vault, slot: ['spends'] }, at);
    list.steps.forEach((spend, j) => {
      const here = `${at}.steps[${j}]`;
      require(spend.number === first + BigInt(j), here, `number ${spend.number}, not ${first + BigInt(j)}`);
      spends.set(spentHash(stream, vault, spend), { element: here, vault, spend, namedBy: null });
    });
    someLate ||= isLate(list);
  });
  for (const vault of vaults) {
    if (!listed.has(vault)) work.ends(zeroWord, vault, slotOf('spends'), `${element}.spends`);
  }
  return { spends, someLate };
}

function names(
  work: Work, agent: AgentWork, placed: Placed,
  { spends, someLate }: { spends: Map<Hex, ProvenSpend>; someLate: boolean },
): void {
  const { leaf, element } = placed;
  const named = spends.get(leaf.extension);
  if (named === undefined && someLate) {
    work.skip('spends before a list that starts late');
    return;
  }
  require(named !== undefined, element, `names spend ${leaf.extension}, which is not there`);
  require(named.namedBy === null, element, `names the spend that ${named.namedBy?.element} names`);
  named.namedBy = placed;
  const { spend } = named;
  require(wordOf(spend.asset) === leaf.asset && spend.amount === leaf.amount, element,
    `says ${leaf.amount} of ${leaf.asset}, the vault paid ${spend.amount} of ${spend.asset}`);
  if (leaf.tag.kind === Kind.found) return;
  require(spend.action === leaf.action, element, `the spend is of action ${spend.action}`);
  const opened = agent.actions.get(leaf.action)?.opened;
  if (opened === undefined) {
    work.skip('payments opened before the first leaf of the bundle');
    return;
  }
  require(spend.opened === opened.hash, element,
    `the spend names leaf ${spend.opened}, the action opened with ${opened.hash}`);
  const to = opened.record.extension?.opened?.to;
  require(to === undefined || spend.to === to, element, `paid to ${spend.to}, opened for ${to}`);
  require(spend.amount <= opened.leaf.amount, element, `paid ${spend.amount}, opened for ${opened.leaf.amount}`);
}
