import type { ReactNode } from 'react';
import { useChain } from './chain/ChainAccess';
import { useNode } from './node/NodeAccess';
import { useAsked } from './node/useAsked';
import type { NodeView } from './node/views';
import { linkTo, useRoute } from './route';

const links = [
  { word: null, title: 'Overview' },
  { word: 'proposals', title: 'Proposals' },
  { word: 'agents', title: 'Agents' },
  { word: 'budgets', title: 'Budgets' },
  { word: 'approvals', title: 'Approvals' },
  { word: 'cluster', title: 'Cluster' },
  { word: 'actions', title: 'Check a log' },
] as const;

/** What stands around every page: where one can go, and whether node and chain answer. */
export function Shell({ children }: { children: ReactNode }) {
  const here = useRoute()[0] ?? null;
  return (
    <div className="shell">
      <a className="skip" href="#content" onClick={toContent}>
        Skip to the content
      </a>
      <header className="top">
        <a className="brand" href="#/">
          <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <rect width="32" height="32" rx="7" />
            <path d="M8 17l5.500 5.500L24 10.500" />
          </svg>
          DecentralizedAi
        </a>
        <nav aria-label="Pages">
          <ul>
            {links.map(({ word, title }) => (
              <li key={title}>
                <a href={word === null ? '#/' : linkTo(word)} aria-current={here === word ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Lights />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

// The fragment is the route, so the browser cannot jump to an element by it.
function toContent(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** Whether node and chain answer, in words and with a shape. */
function Lights() {
  const { client } = useNode();
  const status = useAsked<NodeView>('/v1/status', 3_000);
  const { connected, problem } = useChain();
  const node =
    client === null
      ? (['off', 'no token'] as const)
      : status.problem !== null
        ? (['bad', 'does not answer'] as const)
        : status.value === null
          ? (['off', 'asked'] as const)
          : status.value.ready
            ? (['ok', `block ${status.value.headNumber}`] as const)
            : (['bad', 'not ready'] as const);
  const chain =
    connected !== null
      ? (['ok', connected.name] as const)
      : problem === null
        ? (['off', 'asked'] as const)
        : (['bad', 'not reached'] as const);
  return (
    <ul className="lights" aria-label="State">
      <li>
        <a href="#/cluster">
          <Light state={node[0]} /> Node <span>{node[1]}</span>
        </a>
      </li>
      <li>
        <a href="#/chain">
          <Light state={chain[0]} /> Chain <span>{chain[1]}</span>
        </a>
      </li>
    </ul>
  );
}

function Light({ state }: { state: 'ok' | 'bad' | 'off' }) {
  return (
    <svg className={`light ${state}`} viewBox="-6 -6 12 12" width="11" height="11" aria-hidden="true">
      {state === 'ok' ? (
        <circle r="5" />
      ) : state === 'bad' ? (
        <path d="M0-5.500L5.500 4.500h-11z" />
      ) : (
        <circle r="4" className="ring" />
      )}
    </svg>
  );
}
