import type { SaltedDocument } from '../bundle';
import { type Hex, keccak, saltedHash, utf8, zeroWord } from '../hash';
import { canonical, type Json, member, parseCanonical } from '../jcs';
import { Kind, type Placed } from '../leaf';
import { require, type Work } from '../work';
import { checkVotes, type ProvenVote } from './votes';

const bodyTypes: Record<number, string> = {
  [Kind.instructed]: 'text', [Kind.answered]: 'text', [Kind.awaiting]: 'call', [Kind.opened]: 'call',
  [Kind.refused]: 'call', [Kind.closed]: 'result',
};

/** Check 9: documents that are present hash to their words; votes are those of the Governor's slots. */
export function checkContents(work: Work): { counts: string[]; votes: ProvenVote[] } {
  let present = 0;
  for (const { leaves } of work.agents) {
    for (const placed of leaves) present += documentsOf(work, placed);
  }
  for (const [hash, text] of work.bundle.documents)
    require(keccak(utf8(text)) === hash, `documents.${hash}`, `hashes to ${keccak(utf8(text))}`);
  const votes = checkVotes(work);
  return { votes, counts: [`${present} documents`, `${work.bundle.documents.size} policies and compositions`,
    `${votes.length} proposals`] };
}

function documentsOf(work: Work, placed: Placed): number {
  const { leaf, record, element } = placed;
  const facts = open(work, record.facts, leaf.facts, `${element}.facts`, 'dai.facts/1');
  const body = open(work, record.body, leaf.body, `${element}.body`, 'dai.body/1');
  const { receipt: word } = record.extension?.opened ?? { receipt: zeroWord };
  const receipt = open(work, record.receipt, word, `${element}.receipt`, 'dai.receipt/1');
  const type = bodyTypes[leaf.tag.kind];
  if (body !== null && type !== undefined)
    require(member(body, 'type') === type, `${element}.body`, `is no ${type}`);
  if (body !== null && facts !== null && type === 'call')
    require(canonical(member(body, 'content') ?? null) === canonical(member(facts, 'call') ?? null), `${element}.body`,
      'is another call than the facts hold');
  return [facts, body, receipt].filter((one) => one !== null).length;
}

function open(work: Work, document: SaltedDocument | null, hash: Hex, element: string, schema: string): Json | null {
  if (document === null) {
    if (hash !== zeroWord) work.skip('contents that are erased or private');
    return null;
  }
  require(hash !== zeroWord, element, 'its word is 0');
  const found = saltedHash(document.salt, document.text);
  require(found === hash, element, `hashes to ${found}, its word is ${hash}`);
  const read = parseCanonical(document.text);
  require(read !== null, element, 'is not in canonical form');
  require(member(read.value, 'schema') === schema, element, `is no ${schema}`);
  return read.value;
}
