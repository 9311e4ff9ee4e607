import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { NodeClient } from '../node/client';
import { useNode } from '../node/NodeAccess';
import { Problem, problemOf } from '../problem';
import { connect, readRpc, type Connected } from './connect';
import { readDaoFile, type DaoFile, type Manifest } from './manifest';

/** The chain as this page reaches it: by the user's own endpoint, else by the node, else by the first of the DAO's. */
export interface ChainAccess {
  /** Null until it was read, or where none lies beside this page. */
  readonly manifest: Manifest | null;
  /** Null until an endpoint answered for the manifest's chain. */
  readonly connected: Connected | null;
  readonly problem: Problem | null;
  /** The node, where this tab has its token, and the endpoints of the DAO's file. */
  readonly offered: readonly string[];
  /** The endpoint that is asked, or null. */
  readonly url: string | null;
  /** Asks this endpoint from now on, also after a reload; null goes back to the offered one. @throws Problem */
  readonly choose: (url: string | null) => void;
}

const Access = createContext<ChainAccess | null>(null);
const place = 'dai.rpc';

/** Gives every page below it the DAO's chain. */
export function ChainProvider({ children }: { children: ReactNode }) {
  const [dao, setDao] = useState<DaoFile | null>(null);
  const [chosen, setChosen] = useState(() => localStorage.getItem(place));
  const [connected, setConnected] = useState<Connected | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { client: node } = useNode();
  const url = chosen ?? node?.rpc ?? dao?.rpc[0] ?? null;
  useEffect(() => readBeside(setDao, setProblem), []);
  useEffect(() => reach(url, dao, node, setConnected, setProblem), [url, dao, node]);
  const choose = useCallback(
    (given: string | null) => {
      const read = given === null ? null : readRpc(given);
      // The node answers this tab alone, so it is the default here and nothing to remember.
      const next = read === node?.rpc ? null : read;
      if (next === null) localStorage.removeItem(place);
      else localStorage.setItem(place, next);
      setChosen(next);
    },
    [node],
  );
  const access = useMemo(
    () => ({
      manifest: dao?.manifest ?? null,
      connected,
      problem,
      offered: [...(node === null ? [] : [node.rpc]), ...(dao?.rpc ?? [])],
      url,
      choose,
    }),
    [dao, node, connected, problem, url, choose],
  );
  return <Access.Provider value={access}>{children}</Access.Provider>;
}

/** The DAO's chain. */
export function useChain(): ChainAccess {
  const access = useContext(Access);
  if (access === null) throw new Error('useChain is used outside of ChainProvider');
  return access;
}

function readBeside(found: (dao: DaoFile) => void, failed: (problem: Problem) => void): () => void {
  let over = false;
  const read = async () => {
    const response = await fetch('./dao.json', { cache: 'no-store', credentials: 'omit' });
    if (!response.ok)
      throw new Problem(
        'DAI-7110',
        `no dao.json lies beside this page (${response.status})`,
        'put the DAO\'s dao.json beside index.html, as {"manifest": .., "rpc": [..]}',
      );
    return readDaoFile(await response.json());
  };
  read().then(
    (dao) => {
      if (!over) found(dao);
    },
    (thrown) => {
      if (!over) failed(problemOf(thrown));
    },
  );
  return () => {
    over = true;
  };
}

// Asks until it answers: an endpoint that was down comes back without a reload.
function reach(
  url: string | null,
  dao: DaoFile | null,
  node: NodeClient | null,
  found: (connected: Connected | null) => void,
  failed: (problem: Problem | null) => void,
): (() => void) | undefined {
  if (dao === null) return undefined;
  found(null);
  if (url === null) {
    failed(new Problem('DAI-7115', 'no RPC endpoint is known', 'name one of the DAO\'s chain under "Chain"'));
    return undefined;
  }
  let timer = 0;
  let over = false;
  const attempt = async () => {
    try {
      const connected = await connect(url, dao.manifest, node);
      if (!over) {
        failed(null);
        found(connected);
      }
    } catch (thrown) {
      if (over) return;
      failed(problemOf(thrown));
      timer = window.setTimeout(() => void attempt(), 5_000);
    }
  };
  void attempt();
  return () => {
    over = true;
    window.clearTimeout(timer);
  };
}
