import { useNode } from '../node/NodeAccess';
import { usePolled, type Polled } from '../node/usePolled';
import type { AgentView, LeafView } from '../node/views';
import { Book, type Row } from './book';

/** An action and whose it is. */
export interface Latest {
  readonly agent: string;
  readonly row: Row;
}

/** More than the leaves of eight actions. */
const tail = 60;

/** The latest actions of all agents, the newest first. @param most How many. */
export function useLatest(most: number): Polled<readonly Latest[]> {
  const { client } = useNode();
  return usePolled(
    client === null
      ? null
      : async (signal) => {
          const agents = await client.get<AgentView[]>('/v1/agents', signal);
          const found = await Promise.all(
            agents
              .filter((agent) => agent.leaves > 0)
              .map(async ({ name, leaves }) => {
                const from = Math.max(1, leaves - tail + 1);
                const book = new Book();
                book.add(
                  await client.get<LeafView[]>(`/v1/agents/${encodeURIComponent(name)}/log?from=${from}`, signal),
                );
                return book
                  .all()
                  .filter((row) => row.verdict !== null)
                  .slice(0, most)
                  .map((row) => ({ agent: name, row }));
              }),
          );
          return found
            .flat()
            .sort((one, other) => other.row.time.localeCompare(one.row.time))
            .slice(0, most);
        },
    'latest',
    3_000,
  );
}
