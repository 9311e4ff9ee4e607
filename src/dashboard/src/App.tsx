import { lazy, Suspense, type ComponentType } from 'react';
import { ChainProvider } from './chain/ChainAccess';
import { NodeProvider } from './node/NodeAccess';
import { Page } from './parts';
import Agents from './pages/Agents';
import Approvals from './pages/Approvals';
import Budgets from './pages/Budgets';
import Chain from './pages/Chain';
import Cluster from './pages/Cluster';
import { Overview } from './pages/Overview';
import { linkTo, useRoute, type Route } from './route';
import { Shell } from './Shell';

interface Place {
  /** First part of the route. */
  readonly word: string;
  /** Its page; the part after the word is its `id`. A large one is loaded when it is opened. */
  readonly page: ComponentType<{ id: string | null }>;
}

const places: readonly Place[] = [
  { word: 'agents', page: Agents },
  { word: 'budgets', page: Budgets },
  { word: 'approvals', page: Approvals },
  { word: 'proposals', page: lazy(() => import('./vote/Proposals')) },
  { word: 'actions', page: lazy(() => import('./verify/ActionPage')) },
  { word: 'cluster', page: Cluster },
  { word: 'chain', page: Chain },
];

export function App() {
  return (
    <NodeProvider>
      <ChainProvider>
        <Shell><Suspense fallback={<p className="empty">loading the page</p>}><Opened /></Suspense></Shell>
      </ChainProvider>
    </NodeProvider>
  );
}

function Opened() {
  const route = useRoute();
  if (route.length === 0) return <Overview />;
  const place = places.find((one) => one.word === route[0]);
  if (place === undefined || route.length > 2) return <Nowhere route={route} />;
  return <place.page key={route.join('/')} id={route[1] ?? null} />;
}

function Nowhere({ route }: { route: Route }) {
  return (
    <Page title="There is no such page">
      <p>Nothing is at <code>{linkTo(...route)}</code>. The <a href="#/">overview</a> leads to everything there is.</p>
    </Page>
  );
}
