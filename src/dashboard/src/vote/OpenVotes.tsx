import { Card, Time } from '../parts';
import { linkTo } from '../route';
import { listProposals, readStanding, type Proposal, type Standing } from './chain/proposals';
import { titleOf } from './title';
import { useRead } from './useRead';
import { useVotingDao, type Reach } from './useVotingDao';

/** How many of the newest proposals are asked about: votes last days, so an open one is among them. */
const newest = 20;

/** What is voted on now, what ends first above; nothing where no vote is open or the chain is silent. */
export default function OpenVotes() {
  const { reach } = useVotingDao();
  return reach === null ? null : <Open reach={reach} />;
}

function Open({ reach }: { reach: Reach }) {
  const { client, dao } = reach;
  const open = useRead(reach, async () => {
    const proposals = (await listProposals(client, dao)).slice(0, newest);
    const all = await Promise.all(proposals.map(async (proposal): Promise<[Proposal, Standing]> => [
      proposal, await readStanding(client, dao, proposal.id)]));
    return all.filter(([, standing]) => standing.state === 'active')
      .sort(([, one], [, other]) => Number(one.deadline - other.deadline));
  }, 'open votes', 10_000);
  if (open.value === null || open.value.length === 0) return null;
  return (
    <Card title="Open votes" aside={<a href={linkTo('proposals')}>Proposals</a>}>
      <ul className="bare">
        {open.value.map(([proposal, { deadline }]) => (
          <li key={proposal.id.toString()}>
            <a href={linkTo('proposals', proposal.id.toString())}>{titleOf(proposal)}</a>, until{' '}
            <Time of={Number(deadline)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
