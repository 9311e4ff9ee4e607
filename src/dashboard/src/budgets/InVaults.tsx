import { useChain } from '../chain/ChainAccess';
import { chainProblem } from '../chain/connect';
import { readVaults, type AgentOnChain } from '../chain/vaults';
import { usePolled } from '../node/usePolled';
import { Address, Card, Empty, ProblemNote, units, visible } from '../parts';
import { Level } from './Level';

/** What the vaults themselves would let leave: read from the chain, so it needs no node. */
export function InVaults() {
  const { manifest, connected, problem } = useChain();
  const asks = manifest !== null && connected !== null;
  const vaults = usePolled(
    asks
      ? () =>
          readVaults(connected.client, manifest).catch((thrown) => {
            throw chainProblem(connected.url, thrown);
          })
      : null,
    `vaults ${connected?.url ?? ''}`,
    5_000,
  );
  return (
    <Card
      title="In the vaults, by the chain"
      aside={connected !== null && <span>{connected.name}</span>}>
      {problem !== null && <ProblemNote problem={problem} />}
      {vaults.problem !== null && <ProblemNote problem={vaults.problem} />}
      {vaults.value === null ? (
        problem === null && vaults.problem === null && <Empty>asking the chain</Empty>
      ) : vaults.value.length === 0 ? (
        <Empty>The registry has no agent yet.</Empty>
      ) : (
        vaults.value.map((agent) => <Vault key={agent.vault} agent={agent} />)
      )}
    </Card>
  );
}

function Vault({ agent }: { agent: AgentOnChain }) {
  return (
    <section className="vault">
      <h3>{visible(agent.name)}</h3>
      <p className="hint">
        vault <Address of={agent.vault} />
      </p>
      {agent.budgets.length === 0 && <Empty>No asset is listed: nothing can leave.</Empty>}
      {agent.budgets.map((budget) => (
        <div key={budget.asset}>
          <Level budget={budget} />
          <p className="hint">
            {units(budget.spent, budget.decimals)} spent in all
            {budget.lifetime !== null && ` of ${units(budget.lifetime, budget.decimals)}`}, refills by{' '}
            {units(budget.perDay, budget.decimals)} a day
          </p>
        </div>
      ))}
    </section>
  );
}
