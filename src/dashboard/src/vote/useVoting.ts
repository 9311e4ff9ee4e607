import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { encodeFunctionData, type Address, type Hex } from 'viem';
import type { Side } from './ballot';
import {
  chainTrouble, prepare, readDomain, sendSigned, sendTried, sendVote, signVote, type Domain, type Prepared,
} from './casting';
import { tokenAbi } from './chain/abi';
import { readOutcome } from './chain/read';
import { readStanding, readVotes, type CastVote, type Proposal, type Standing } from './chain/proposals';
import { keepDraft, keepSigned, readDraft, readSigned, type Draft, type SignedVote } from './draft';
import { eligibility, readVoter, type VoterFacts } from './eligibility';
import { amountText, type Unit } from './limits';
import { useRead } from './useRead';
import type { Reach } from './useVotingDao';
import type { Asked, Connection } from './wallet/session';
import { wallets } from './wallet/useWallets';
import type { Trouble } from './wallet/trouble';

/** What the page waits for. */
export type Waiting = 'signature' | 'transaction' | 'chain' | 'delegation';

/** A transaction that a wallet sent, and what it is for. */
export interface Sent { readonly hash: Hex; readonly what: 'own vote' | 'signed vote' | 'delegation' }

/** A voter's way through one proposal. */
export interface Voting {
  readonly draft: Draft;
  readonly choose: (side: Side) => void;
  readonly write: (reason: string) => void;
  readonly signed: SignedVote | null;
  /** The vote of the account that had signed here, once it is cast, by whomever. */
  readonly counted: CastVote | null;
  /** On its way; null where nothing is. */
  readonly sent: Sent | null;
  /** The last that is in a block. */
  readonly done: (Sent & { readonly block: bigint }) | null;
  readonly waiting: Waiting | null;
  readonly trouble: Trouble | null;
  readonly stopWaiting: () => void;
  readonly sign: () => void;
  readonly sendOwn: () => void;
  readonly sendSigned: () => void;
  readonly dropSigned: () => void;
  readonly delegate: (to: Address) => void;
  readonly switchChain: () => void;
}

/** What an act is about; without a connection its button says why it is off. */
export interface VotingFacts {
  readonly proposal: Proposal;
  readonly token: Unit & { readonly address: Address };
  readonly connection: Connection | null;
}

/** Holds what a voter chose, signed and sent; a wallet, a chain or a node that fails changes nothing of it. */
export function useVoting(reach: Reach, facts: VotingFacts): Voting {
  const { dao, client } = reach;
  const { proposal, connection, token } = facts;
  const [draft, setDraft] = useState(() => readDraft(sessionStorage, dao, proposal.id));
  const [signed, setSigned] = useState(() => readSigned(sessionStorage, dao, proposal.id));
  const asking = useAsking(connection);
  const way = useWay(reach, asking.fail, () => setSigned(null));
  const counted = useCounted(reach, proposal, signed, () => setSigned(null));
  useEffect(() => keepDraft(sessionStorage, dao, proposal.id, draft), [dao, proposal.id, draft]);
  useEffect(() => keepSigned(sessionStorage, dao, proposal.id, signed), [dao, proposal.id, signed]);
  const { act } = asking;
  const mine = connection === null || draft.side === null ? null : {
    chainId: dao.chainId, governor: dao.governor, proposal: proposal.id, side: draft.side,
    voter: connection.account, reason: draft.reason,
  };
  return {
    draft, signed, counted, sent: way.sent, done: way.done, waiting: asking.waiting, trouble: asking.trouble,
    choose: (side) => setDraft((old) => ({ ...old, side })),
    write: (reason) => setDraft((old) => ({ ...old, reason })),
    stopWaiting: asking.stop,
    dropSigned: () => setSigned(null),
    sign: () => connection && mine && act('signature', async () => {
      const now = await fresh(reach, facts, connection.account);
      if (!now.ok) return now;
      return signVote(client, connection, prepare(await readDomain(client, dao), mine, now.value.nonce));
    }, setSigned),
    sendOwn: () => connection && mine && act('transaction', async () => {
      const now = await fresh(reach, facts, connection.account);
      return now.ok ? sendVote(client, connection, mine) : now;
    }, way.begin('own vote')),
    sendSigned: () => connection && signed
      && act('transaction', () => sendSigned(client, connection, signed), way.begin('signed vote')),
    delegate: (to) => connection && act('delegation', () => sendTried(client, connection, token.address,
      encodeFunctionData({ abi: tokenAbi, functionName: 'delegate', args: [to] })), way.begin('delegation')),
    switchChain: () => act('chain', () => wallets.switchTo({
      chainId: dao.chainId, name: `Chain ${dao.chainId}`, rpc: reach.url,
    }), () => {}),
  };
}

/** Looks whether somebody has sent what was signed here: then it is no longer to be sent. */
function useCounted(
  reach: Reach, proposal: Proposal, signed: SignedVote | null, cast: () => void): CastVote | null {
  const [counted, setCounted] = useState<CastVote | null>(null);
  const { client, dao } = reach;
  const voter = signed?.vote.voter;
  const found = useRead(reach, voter === undefined ? null
    : async () => (await readVotes(client, dao, proposal, voter))[0] ?? null, `cast ${proposal.id} ${voter}`,
  3_000).value;
  useEffect(() => {
    if (found === null) return;
    setCounted(found);
    cast();
  }, [found]);
  return counted;
}

/** One question to the wallet at a time; an answer that nobody waits for any more changes nothing. */
function useAsking(connection: Connection | null) {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [trouble, fail] = useState<Trouble | null>(null);
  const attempt = useRef(0);
  // What was wrong with one account or chain says nothing about the next.
  useEffect(() => fail(null), [connection?.account, connection?.chainId]);
  const act = useCallback(<T,>(what: Waiting, work: () => Promise<Asked<T>>, done: (value: T) => void) => {
    const mine = ++attempt.current;
    setWaiting(what);
    fail(null);
    void work().catch((error: unknown): Asked<T> => ({ ok: false, trouble: chainTrouble(error) })).then((answer) => {
      if (mine !== attempt.current) return;
      setWaiting(null);
      if (answer.ok) done(answer.value);
      else fail(answer.trouble);
    });
  }, []);
  return { waiting, trouble, fail, act, stop: () => { attempt.current++; setWaiting(null); } };
}

const reverted: Trouble = {
  kind: 'refused', words: 'The chain took the transaction into a block and refused what it asked. Nothing was counted.',
  next: 'Something changed between your click and the block. What this page shows now is newer.',
};

/** Follows what a wallet sent until it is in a block. */
function useWay(reach: Reach, fail: (trouble: Trouble) => void, cast: () => void) {
  const [sent, setSent] = useState<Sent | null>(null);
  const [done, setDone] = useState<Voting['done']>(null);
  const outcome = useRead(
    reach, sent === null ? null : () => readOutcome(reach.client, sent.hash), `outcome ${sent?.hash}`, 1_000).value;
  useEffect(() => {
    if (sent === null || outcome === null) return;
    setSent(null);
    if (!outcome.done) fail(reverted);
    else setDone({ ...sent, block: outcome.block });
    if (outcome.done && sent.what === 'signed vote') cast();
  }, [sent, outcome]);
  return { sent, done, begin: (what: Sent['what']) => (hash: Hex) => { setDone(null); setSent({ hash, what }); } };
}

// Between what a page shows and a click a vote may have ended: the chain is asked once more before the wallet is.
async function fresh(
  reach: Reach, { proposal, token }: VotingFacts, account: Address): Promise<Asked<VoterFacts>> {
  const standing: Standing = await readStanding(reach.client, reach.dao, proposal.id);
  const voter = await readVoter(reach.client, reach.dao, token.address, proposal, standing, account);
  const may = eligibility(standing, voter, (amount) => amountText(amount, token));
  return may.may ? { ok: true, value: voter }
    : { ok: false, trouble: { kind: 'refused', words: may.why, next: may.next } };
}

/** The ballot as it would be signed now; null until it can be shown. */
export function usePrepared(
  reach: Reach, proposal: Proposal, draft: Draft, voter: VoterFacts | null): Prepared | null {
  const [domain, setDomain] = useState<Domain | null>(null);
  const { dao, client } = reach;
  const known = voter !== null;
  useEffect(() => {
    let over = false;
    // Where it fails the vote box says that the chain is silent, and asks again before it signs.
    if (known) readDomain(client, dao).then((read) => { if (!over) setDomain(read); }, () => {});
    return () => { over = true; };
  }, [client, dao, known]);
  const { account, nonce } = voter ?? {};
  return useMemo(() => domain === null || account === undefined || nonce === undefined || draft.side === null ? null
    : prepare(domain, {
      chainId: dao.chainId, governor: dao.governor, proposal: proposal.id, side: draft.side, voter: account,
      reason: draft.reason,
    }, nonce), [dao, domain, account, nonce, proposal.id, draft]);
}
