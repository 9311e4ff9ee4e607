import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { NodeClient } from './client';
import { Live } from './live';
import { forgetToken, keepToken, takeToken } from './token';

export interface NodeAccess {
  /** Null without a token: then only what the chain shows can be read. */
  readonly client: NodeClient | null;
  /** What the node tells of changes; null without a token. */
  readonly live: Live | null;
  readonly give: (token: string) => void;
  readonly forget: () => void;
}

const Access = createContext<NodeAccess | null>(null);

/** Gives every page below it the node that served the page. */
export function NodeProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(takeToken);
  const give = useCallback((given: string) => { keepToken(given); setToken(given); }, []);
  const forget = useCallback(() => { forgetToken(); setToken(null); }, []);
  const access = useMemo(() => {
    const client = token === null ? null : new NodeClient(token);
    return { client, live: client === null ? null : new Live(client), give, forget };
  }, [token, give, forget]);
  return <Access.Provider value={access}>{children}</Access.Provider>;
}

/** The node that served this page. */
export function useNode(): NodeAccess {
  const access = useContext(Access);
  if (access === null) throw new Error('useNode is used outside of NodeProvider');
  return access;
}
