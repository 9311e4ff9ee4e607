import { readSignatures } from './signatures';

/** What these pages ask the Governor, and the calls they make of it. */
export const governorAbi = readSignatures([
  'function eip712Domain() view returns (bytes1, string, string, uint256, address, bytes32, uint256[])',
  'function CLOCK_MODE() view returns (string)',
  'function clock() view returns (uint48)',
  'function token() view returns (address)',
  'function state(uint256 proposalId) view returns (uint8)',
  'function proposalSnapshot(uint256 proposalId) view returns (uint256)',
  'function proposalDeadline(uint256 proposalId) view returns (uint256)',
  'function proposalEta(uint256 proposalId) view returns (uint256)',
  'function proposalVotes(uint256 proposalId) view returns (uint256, uint256, uint256)',
  'function quorum(uint256 timepoint) view returns (uint256)',
  'function hasVoted(uint256 proposalId, address account) view returns (bool)',
  'function getVotes(address account, uint256 timepoint) view returns (uint256)',
  'function nonces(address owner, uint192 key) view returns (uint256)',
  'function castVote(uint256 proposalId, uint8 support) returns (uint256)',
  'function castVoteWithReason(uint256 proposalId, uint8 support, string reason) returns (uint256)',
  'function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes signature) returns (uint256)',
  'function castVoteWithReasonAndParamsBySig(uint256, uint8, address, string, bytes, bytes) returns (uint256)',
  'event ProposalCreated(uint256, address, address[], uint256[], string[], bytes[], uint256, uint256, string)',
  'event VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason)',
  'error GovernorAlreadyCastVote(address voter)',
  'error GovernorInvalidSignature(address voter)',
  'error GovernorUnexpectedProposalState(uint256 proposalId, uint8 current, bytes32 expectedStates)',
  'error GovernorNonexistentProposal(uint256 proposalId)',
]);

/** The governance token. */
export const tokenAbi = readSignatures([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function balanceOf(address account) view returns (uint256)',
  'function delegates(address account) view returns (address)',
  'function getVotes(address account) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function delegate(address delegatee)',
]);

/** Documents, and which one binds an agent. */
export const policiesAbi = readSignatures([
  'function document(bytes32 root) view returns (bytes text)',
  'function rootOf(uint256 agentId) view returns (bytes32)',
]);

/** Agents and their vaults. */
export const agentsAbi = readSignatures([
  'function agentCount() view returns (uint256)',
  'function agentOf(uint256) view returns ((string name, address vault, uint64 operatorId, uint8 status, bytes32 composition))',
  'function vaultOf(uint256 agentId) view returns (address)',
]);

/** Who may move money for which of an operator's 64 shards. */
export const ledgerAbi = readSignatures([
  'function leaseOf(uint256 operatorId, uint8 shard) view returns ((address node, uint64 epoch))',
]);

/** The limits of one asset, as the vault holds them. */
const limit = [
  { name: 'asset', type: 'address' }, { name: 'perAction', type: 'uint128' }, { name: 'burst', type: 'uint128' },
  { name: 'rate', type: 'uint192' }, { name: 'lifetime', type: 'uint128' }, { name: 'payeesRoot', type: 'bytes32' },
  { name: 'askAbove', type: 'uint128' }, { name: 'askBy', type: 'address' },
] as const;

/** What has gathered of an asset at the head, in 2^-64 units, and what was spent of it in all. */
const bucket = [
  { name: 'listed', type: 'bool' }, { name: 'level', type: 'uint192' }, { name: 'settledAt', type: 'uint64' },
  { name: 'spent', type: 'uint128' },
] as const;

/** The money of an agent. */
export const vaultAbi = [
  ...readSignatures(['function assets() view returns (address[])']),
  {
    type: 'function', name: 'limitOf', stateMutability: 'view', inputs: [{ name: 'asset', type: 'address' }],
    outputs: [{ type: 'tuple', components: limit }],
  },
  {
    type: 'function', name: 'bucketOf', stateMutability: 'view', inputs: [{ name: 'asset', type: 'address' }],
    outputs: [{ type: 'tuple', components: bucket }],
  },
] as const;
