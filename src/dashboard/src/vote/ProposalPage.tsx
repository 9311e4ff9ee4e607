import { Address, Card, Empty, Facts, Hash, Page, ProblemNote, Span, Table, Time } from '../parts';
import { visible } from '../parts/visible';
import type { Polled } from '../node/usePolled';
import { useAsked } from '../node/useAsked';
import { useNode } from '../node/NodeAccess';
import type { Problem } from '../problem';
import { linkTo } from '../route';
import { sideWord } from './ballot';
import { readChanges, type Changes, type Publication } from './changes';
import { readToken } from './chain/dao';
import { listProposals, readStanding, readVotes, type CastVote, type Proposal, type Standing } from './chain/proposals';
import { readVoter } from './eligibility';
import { amountText, type Unit } from './limits';
import { nextOf } from './next';
import { titleOf } from './title';
import type { Rehearsal } from './rehearsal';
import { useRead } from './useRead';
import { useVoting } from './useVoting';
import type { Reach } from './useVotingDao';
import { Alarm, Calls } from './views/Calls';
import { Policy } from './views/Policy';
import { StateMark } from './views/StateMark';
import { Tally } from './views/Tally';
import { VoteBox } from './views/VoteBox';
import { WayMark, wayOf } from './views/Way';
import { useWallets } from './wallet/useWallets';

interface Found { readonly proposal: Proposal; readonly token: Unit & { readonly address: `0x${string}` } }

/** One proposal: what it does by its calls, how the vote stands, and the reader's own vote. */
export function ProposalPage({ reach, id }: { reach: Reach; id: bigint }) {
  const { client, dao } = reach;
  const found = useRead(reach, async (): Promise<Found | null> => {
    const proposal = (await listProposals(client, dao)).find((one) => one.id === id);
    return proposal === undefined ? null : { proposal, token: await readToken(client, dao) };
  }, `proposal ${id}`, 60_000);
  if (found.value !== null) return <Known reach={reach} {...found.value} />;
  return (
    <Page title="Proposal">
      {found.problem !== null ? <ProblemNote problem={found.problem} />
        : found.at === 0 ? <Empty>asking the chain</Empty>
          : <p>There is no proposal <code>{id.toString()}</code>. The <a href={linkTo('proposals')}>list</a> has all of
            them; a proposal whose number does not follow from its calls is in none.</p>}
    </Page>
  );
}

function Known({ reach, proposal, token }: { reach: Reach } & Found) {
  const { client, dao } = reach;
  const { connection } = useWallets();
  const standing = useRead(reach, () => readStanding(client, dao, proposal.id), `standing ${proposal.id}`, 1_500);
  const changes = useRead(reach, () => readChanges(client, dao, proposal), `changes ${proposal.id}`, 15_000);
  const publishes = (changes.value?.publications.length ?? 0) > 0;
  const rehearsal = useAsked<Rehearsal>(publishes ? `/v1/proposals/${proposal.id}/rehearsal` : null, 20_000);
  const at = standing.value;
  const account = connection?.account;
  const voter = useRead(
    reach, at === null || account === undefined ? null
      : () => readVoter(client, dao, token.address, proposal, at, account),
    `voter ${proposal.id} ${account}`, 1_500);
  const voting = useVoting(reach, { proposal, connection, token });
  const title = titleOf(proposal);
  return (
    <Page title={title} lead={<>Proposed by <Address of={proposal.proposer} />.{' '}
      {at !== null && <StateMark state={at.state} />}</>}>
      {standing.problem !== null && <ProblemNote problem={standing.problem} calm={at !== null} />}
      {at !== null && standing.problem !== null &&
        <p className="stale">What follows is as of block {at.block.toString()}.</p>}
      <div className="proposal">
        <div className="does"><Does changes={changes.value} problem={changes.problem}
          rehearsal={rehearsal.value} /></div>
        <div className="aside-column">
          {at === null ? <Card title="How the vote stands"><Empty>asking the chain</Empty></Card> : <>
            <Card title="How the vote stands"><Deadline standing={at} /><Tally standing={at} unit={token} /></Card>
            <VoteBox reach={reach} proposal={proposal} title={title} standing={at} voter={voter.value} unit={token}
              voting={voting} silent={standing.problem !== null} />
          </>}
        </div>
        <div className="rest">
          {changes.value !== null && <Policies changes={changes.value} rehearsal={rehearsal} />}
          {changes.value !== null && <Card title="The calls"><Calls calls={changes.value.calls} /></Card>}
          <Card title="What its author writes">
            <p className="hint">Text of whoever proposed it. What happens is what the calls say.</p>
            <pre className="words">{visible(proposal.description)}</pre>
          </Card>
          <Votes reach={reach} proposal={proposal} unit={token} />
          <Card title="Where to check">
            <Facts facts={[
              ['Proposal', <code key="id">{proposal.id.toString()}</code>],
              ['Governor', <Address key="governor" of={dao.governor} copy />],
              ['Proposed in', <span key="tx">block {proposal.block.toString()}, <Hash of={proposal.transaction} full
                what="the transaction" /></span>],
            ]} />
            <p className="hint">The number is recomputed here from the calls and the text, so no endpoint can show
              others. <code>dai proposal show</code> reads the same from the chain.</p>
          </Card>
        </div>
      </div>
    </Page>
  );
}

function Does({ changes, problem, rehearsal }: {
  changes: Changes | null; problem: Problem | null; rehearsal: Rehearsal | null;
}) {
  return (
    <Card title="What it would do">
      {problem !== null && <ProblemNote problem={problem} calm={changes !== null} />}
      {changes === null ? problem === null && <Empty>reading its calls</Empty> : <>
        <ul className="does-list">
          {changes.calls.map((call, i) => (
            <li key={i}>{call.says.alarm && <Alarm />}{visible(call.says.text)}
              <Moves publication={changes.publications.find((one) => one.call === call.position) ?? null}
                rehearsal={rehearsal} /></li>
          ))}
        </ul>
        {changes.leaving.map((one) => {
          const unit = changes.units[one.asset.toLowerCase()] ?? { symbol: `units of ${one.asset}`, decimals: 0 };
          return <p key={one.from + one.asset} className="alarm">{amountText(one.amount, unit)} of the{' '}
            {amountText(one.held, unit)} in the {visible(one.from)} would leave at once.</p>;
        })}
      </>}
    </Card>
  );
}

const mostMoves = 6;

// What a publication changes, as the node's comparison says it, or else what the vault's limits show by themselves.
function Moves({ publication, rehearsal }: { publication: Publication | null; rehearsal: Rehearsal | null }) {
  if (publication === null || publication.root === publication.before) return null;
  const diff = rehearsal?.documents.find((one) => one.root === publication.root)?.diff;
  const moves = diff ? diff.sentences.map((one) => ({ way: wayOf(one), text: visible(one.text) }))
    : publication.limits.map((one) => ({ way: one.way, text: `${one.about}: ${one.after} instead of ${one.before}` }));
  return (
    <ul>
      {moves.slice(0, mostMoves).map((one) => <li key={one.text}><WayMark way={one.way} /> {one.text}</li>)}
      {moves.length > mostMoves && <li className="hint">and {moves.length - mostMoves} more below</li>}
      {!diff && publication.text !== null && publication.text.length > 0 && <li className="hint">
        Places in which the document differs, below: {publication.text.length}.</li>}
    </ul>
  );
}

function Policies({ changes, rehearsal }: { changes: Changes; rehearsal: Polled<Rehearsal> }) {
  const { client } = useNode();
  return changes.publications.map((publication, i) => (
    <Policy key={publication.root + i} publication={publication} units={changes.units} problem={rehearsal.problem}
      asked={client !== null}
      rehearsed={rehearsal.value?.documents.find((one) => one.root === publication.root) ?? null} />
  ));
}

function Deadline({ standing }: { standing: Standing }) {
  const left = Number(standing.deadline - standing.now);
  const isOver = standing.state !== 'pending' && standing.state !== 'active';
  const next = nextOf(standing);
  return (
    <><Facts facts={[
      ...(standing.state === 'pending'
        ? [['Begins', <Time key="from" of={Number(standing.snapshot)} />] as const] : []),
      [isOver ? 'Ended' : 'Ends', <span key="end"><Time of={Number(standing.deadline)} />
        {standing.state === 'active' && <span className="hint"> in <Span seconds={left} /></span>}</span>],
      ...(standing.executableAt > 0n ? [['May be carried out',
        <Time key="eta" of={Number(standing.executableAt)} />] as const] : []),
    ]} />
    {next !== null && <p>{next.words}{next.command !== null && <>: <code>{next.command} NUMBER</code></>}.</p>}</>
  );
}

function Votes({ reach, proposal, unit }: { reach: Reach; proposal: Proposal; unit: Unit }) {
  const votes = useRead<readonly CastVote[]>(
    reach, () => readVotes(reach.client, reach.dao, proposal), `votes ${proposal.id}`, 6_000);
  return (
    <Card title="Votes cast">
      {votes.value === null || votes.value.length === 0
        ? <Empty>{votes.value === null ? 'asking the chain' : 'Nobody has voted yet.'}</Empty> : (
          <Table caption="Votes cast" rows={votes.value} keyOf={(vote) => vote.voter} columns={[
            { title: 'Voter', of: (vote) => <Address of={vote.voter} /> },
            { title: 'Vote', of: (vote) => sideWord(vote.side) },
            { title: 'Votes', number: true, of: (vote) => amountText(vote.weight, unit) },
            { title: 'Why', of: (vote) => visible(vote.reason) },
          ]} />
        )}
    </Card>
  );
}
