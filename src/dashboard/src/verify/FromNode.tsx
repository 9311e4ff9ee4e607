import { useEffect, useId, useState } from 'react';
import type { NodeClient } from '../node/client';
import { useNode } from '../node/NodeAccess';
import { useAsked } from '../node/useAsked';
import type { AgentView } from '../node/views';
import { ProblemNote, visible } from '../parts';
import { problemOf, type Problem } from '../problem';
import { useAgentOfRoute } from '../route';
import { take, type Proof } from './proof';

/** Takes an agent's log from the node that served the page: at once where the address says whose action it is. */
export function FromNode({ action, proof }: { action: string | null; proof: Proof }) {
  const { client } = useNode();
  const agents = useAsked<AgentView[]>('/v1/agents', 30_000);
  const named = useAgentOfRoute();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [fetching, setFetching] = useState<string | null>(null);
  // Once, when the page opens: what a reader chooses afterwards is not replaced.
  const [wanted] = useState(() => proof.verified?.actions.some((one) => one.action === action) ? null : named);
  const get = async (asked: NodeClient, agent: string, signal?: AbortSignal): Promise<void> => {
    setProblem(null);
    setFetching(agent);
    try {
      const file = await asked.file(`/v1/agents/${encodeURIComponent(agent)}/bundle`, `${agent}-log.json`, signal);
      setFetching(null);
      await take([file]);
    } catch (thrown) {
      if (signal?.aborted) return;
      setFetching(null);
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => {
    if (client === null || wanted === null) return undefined;
    const end = new AbortController();
    void get(client, wanted, end.signal);
    return () => end.abort();
  }, [client, wanted]);
  if (client === null) return null;
  const list = (agents.value ?? []).filter((agent) => agent.leaves > 0).map((agent) => agent.name);
  return (
    <div className="from-node">
      {list.length > 0 && <Choice agents={list} first={named} busy={fetching !== null}
        choose={(agent) => void get(client, agent)} />}
      <div aria-live="polite">{fetching !== null &&
        <p className="empty">taking the log of {visible(fetching)} from this node</p>}</div>
      {problem !== null && <ProblemNote problem={problem} calm />}
    </div>
  );
}

function Choice({ agents, first, busy, choose }: {
  agents: readonly string[]; first: string | null; busy: boolean; choose: (agent: string) => void;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const id = useId();
  const agent = [chosen, first].find((one) => one !== null && agents.includes(one)) ?? agents[0]!;
  return (
    <div className="drop">
      <label htmlFor={id}>Take a log from this node</label>
      <div className="row">
        <select id={id} value={agent} onChange={(event) => setChosen(event.target.value)}>
          {agents.map((one) => <option key={one} value={one}>{visible(one)}</option>)}
        </select>
        <button type="button" disabled={busy} onClick={() => choose(agent)}>Take and check</button>
      </div>
      <p className="hint">The node gives the file that <code>dai log export</code> writes. It is believed no more than a
        file from anywhere: every step is computed again here.</p>
    </div>
  );
}
