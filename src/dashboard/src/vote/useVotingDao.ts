import { useMemo } from 'react';
import type { Client } from 'viem';
import { useChain } from '../chain/ChainAccess';
import type { Manifest } from '../chain/manifest';
import { Problem } from '../problem';
import type { VotingDao } from './chain/dao';

/** The DAO and the endpoint that is asked about it. */
export interface Reach {
  readonly dao: VotingDao;
  readonly client: Client;
  readonly url: string;
  /** Blocks until a vote is final. */
  readonly finality: bigint;
}

/** What the vote pages read from, or why they cannot. Both null while the endpoint is asked for the first time. */
export function useVotingDao(): { readonly reach: Reach | null; readonly problem: Problem | null } {
  const { manifest, connected, problem } = useChain();
  return useMemo(() => {
    const dao = manifest === null ? null : votingDao(manifest);
    if (manifest !== null && dao === null)
      return { reach: null, problem: new Problem('DAI-7201', 'another DAO rules these contracts: there is no Governor '
        + 'of ours', `propose and vote with the tools of ${manifest.contracts['authority']?.address ?? 'that DAO'}`) };
    if (dao === null || manifest === null || connected === null) return { reach: null, problem };
    return { reach: { dao, client: connected.client, url: connected.url, finality: manifest.finality }, problem: null };
  }, [manifest, connected, problem]);
}

/** The contracts that votes need, by the manifest; null where no Governor of ours rules. */
export function votingDao(manifest: Manifest): VotingDao | null {
  const at = (name: string) => manifest.contracts[name]?.address;
  const [governor, policyRegistry, agentRegistry, operatorRegistry, actionLedger, authority] = [
    at('governor'), at('policyRegistry'), at('agentRegistry'), at('operatorRegistry'), at('actionLedger'),
    at('authority')];
  if (!governor || !policyRegistry || !agentRegistry || !operatorRegistry || !actionLedger || !authority) return null;
  const usdc = manifest.deployed['usdc'];
  return {
    chainId: Number(manifest.chainId), governor, policyRegistry, agentRegistry, operatorRegistry, actionLedger,
    authority, devTokens: usdc === undefined ? [] : [usdc], firstBlock: manifest.since,
  };
}
