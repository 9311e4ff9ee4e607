import type { Client } from 'viem';
import { useChain } from '../chain/ChainAccess';
import { chainProblem } from '../chain/connect';
import type { Manifest } from '../chain/manifest';
import { readLeases, readRegistered, type Lease, type Registered } from '../chain/vaults';
import { usePolled, type Polled } from '../node/usePolled';
import { Address, Card, Empty, Hash, Mark, ProblemNote, Table, visible } from '../parts';
import { Leases } from './LeaseMap';

const states = ['unknown', 'active', 'paused', 'retired'];

/** Something of the chain, read again and again. @param key Names it. */
function useOnChain<T>(
  read: (client: Client, manifest: Manifest) => Promise<T>, key: string, every: number): Polled<T> {
  const { manifest, connected } = useChain();
  return usePolled(manifest === null || connected === null ? null
    : () => read(connected.client, manifest).catch((thrown) => { throw chainProblem(connected.url, thrown); }),
  `${key} ${connected?.url ?? ''}`, every);
}

/** The agents by the registry: what there is to see of them without any node. */
export function AgentsOnChain() {
  const { problem, connected } = useChain();
  const agents = useOnChain<readonly Registered[]>(readRegistered, 'registry', 10_000);
  const wrong = problem ?? agents.problem;
  return (
    <Card title="Agents, by the chain" aside={connected?.name}>
      {wrong !== null && <ProblemNote problem={wrong} calm={agents.value !== null} />}
      {agents.value === null ? wrong === null && <Empty>asking the chain</Empty>
        : agents.value.length === 0 ? <Empty>The registry has no agent yet.</Empty> : (
          <Table caption="Agents of the registry" rows={agents.value} keyOf={(one) => one.id.toString()} columns={[
            { title: 'Agent', of: (one) => <strong>{visible(one.name)}</strong> },
            { title: 'State', of: ({ status }) => <Mark word={states[status] ?? 'unknown'}
              verdict={status === 1 ? 'good' : status === 2 ? 'waiting' : 'plain'} /> },
            { title: 'Operator', number: true, wide: true, of: (one) => one.operatorId.toString() },
            { title: 'Policy', of: ({ policyRoot }) => /^0x0+$/.test(policyRoot) ? 'none: nothing is allowed'
              : <Hash of={policyRoot} /> },
            { title: 'Vault', wide: true, of: (one) => <Address of={one.vault} /> },
          ]} />
        )}
    </Card>
  );
}

/** Who holds which lease, by the ledger. */
export function LeasesOnChain() {
  const { problem } = useChain();
  const leases = useOnChain<readonly { operator: bigint; leases: readonly Lease[] }[]>(async (client, manifest) => {
    const agents = await readRegistered(client, manifest);
    const operators = [...new Set(agents.map((one) => one.operatorId))];
    return Promise.all(operators.map(
      async (operator) => ({ operator, leases: await readLeases(client, manifest, operator) })));
  }, 'leases', 30_000);
  const wrong = problem ?? leases.problem;
  return (
    <>
      {wrong !== null && <ProblemNote problem={wrong} calm={leases.value !== null} />}
      {leases.value === null && wrong === null && <Empty>asking the chain for the leases</Empty>}
      {leases.value?.map((one) => <Leases key={one.operator.toString()} leases={one.leases} own={null}
        title={`Leases of operator ${one.operator}, by the chain`} />)}
    </>
  );
}
