import { Card, Empty, Page, ProblemNote, Time } from '../parts';
import { visible } from '../parts/visible';
import { linkTo } from '../route';
import { listProposals, readStanding, type Proposal, type Standing } from './chain/proposals';
import { ProposalPage } from './ProposalPage';
import { useRead } from './useRead';
import { useVotingDao, type Reach } from './useVotingDao';
import { titleOf } from './title';
import { StateMark } from './views/StateMark';
import './vote.css';

/** Proposals: all of them, or one. Everything here needs only the chain. */
export default function Proposals({ id }: { id: string | null }) {
  const { reach, problem } = useVotingDao();
  const title = id === null ? 'Proposals' : 'Proposal';
  if (reach === null) return (
    <Page title={title}>
      {problem === null ? <Empty>asking the chain</Empty> : <ProblemNote problem={problem} />}
    </Page>
  );
  if (id === null) return <List reach={reach} />;
  if (!/^(0|[1-9][0-9]{0,77})$/.test(id)) return (
    <Page title="No such proposal"><p><code>{visible(id)}</code> is no number of a proposal.
      The <a href={linkTo('proposals')}>list</a> has all of them.</p></Page>
  );
  return <ProposalPage key={id} reach={reach} id={BigInt(id)} />;
}

function List({ reach }: { reach: Reach }) {
  const { client, dao } = reach;
  const list = useRead(reach, async () => {
    const proposals = await listProposals(client, dao);
    // The oldest of a long list are asked about when somebody opens them.
    return Promise.all(proposals.map(async (proposal, i): Promise<[Proposal, Standing | null]> => [
      proposal, i < 50 ? await readStanding(client, dao, proposal.id) : null]));
  }, 'proposals', 4_000);
  return (
    <Page title="Proposals" lead="What the holders decide. Each page says what a proposal does by its calls, whatever
      its author says about it.">
      {list.problem !== null && <ProblemNote problem={list.problem} calm={list.value !== null} />}
      {list.value === null ? list.problem === null && <Empty>asking the chain</Empty>
        : list.value.length === 0 ? <Empty>Nobody has proposed anything yet.</Empty> : (
          <ol className="proposals">
            {list.value.map(([proposal, standing]) => (
              <li key={proposal.id.toString()}><Entry proposal={proposal} standing={standing} /></li>
            ))}
          </ol>
        )}
    </Page>
  );
}

function Entry({ proposal, standing }: { proposal: Proposal; standing: Standing | null }) {
  const title = titleOf(proposal);
  return (
    <Card title={title} aside={standing && <StateMark state={standing.state} />}>
      <p className="entry">
        {standing === null ? 'One of the older proposals. '
          : standing.state === 'pending' ? <>The vote begins <Time of={Number(standing.snapshot)} />. </>
            : <>Votes until <Time of={Number(standing.deadline)} />. </>}
        <a href={linkTo('proposals', proposal.id.toString())}>
          {standing?.state === 'active' ? 'Read and vote' : 'Read'}<span className="unseen">: {title}</span></a>
      </p>
    </Card>
  );
}
