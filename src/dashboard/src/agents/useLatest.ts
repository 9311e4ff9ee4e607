import { useRef } from 'react';
import type { NodeClient } from '../node/client';
import { useNode } from '../node/NodeAccess';
import { useNudge, usePace } from '../node/useAsked';
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

/** The last actions of one agent, as of a number of leaves. */
interface Tail {
  readonly leaves: number;
  readonly latest: readonly Latest[];
}

/**
 * The latest actions of all agents, the newest first. An agent whose log did not grow is not asked again.
 * @param most How many.
 */
export function useLatest(most: number): Polled<readonly Latest[]> {
  const { client } = useNode();
  const known = useRef(new Map<string, Tail>());
  const read = async (asked: NodeClient, signal: AbortSignal): Promise<readonly Latest[]> => {
    const agents = (await asked.get<AgentView[]>('/v1/agents', signal)).filter((agent) => agent.leaves > 0);
    await Promise.all(agents.map(async ({ name, leaves }) => {
      if (known.current.get(name)?.leaves === leaves) return;
      known.current.set(name, { leaves, latest: await latestOf(asked, name, leaves, most, signal) });
    }));
    return agents
      .flatMap(({ name }) => known.current.get(name)?.latest ?? [])
      .sort((one, other) => other.row.time.localeCompare(one.row.time))
      .slice(0, most);
  };
  return usePolled(client === null ? null : (signal) => read(client, signal), 'latest', usePace(3_000),
    useNudge('/v1/agents'));
}

async function latestOf(
  client: NodeClient, agent: string, leaves: number, most: number, signal: AbortSignal): Promise<readonly Latest[]> {
  const from = Math.max(1, leaves - tail + 1);
  const book = new Book();
  book.add(await client.get<LeafView[]>(`/v1/agents/${encodeURIComponent(agent)}/log?from=${from}`, signal));
  return book.all().filter((row) => row.verdict !== null).slice(0, most).map((row) => ({ agent, row }));
}
