// What a node answers, as its API writes it. Hashes are 0x and 64 digits, addresses EIP-55, amounts decimal strings in
// the smallest unit.

export type State = 'queued' | 'thinking' | 'acting' | 'waiting' | 'answered';

export interface NodeView {
  node: string;
  spender: string;
  operator: string;
  ready: boolean;
  members: { address: string; state: string; self: boolean }[];
  headNumber: number;
  finalNumber: number;
  headAgeSeconds: number;
  leases: { shard: number; node: string; epoch: number }[];
  checkpoints: number;
  pendingLeaves: number;
  queuedTransactions: number;
  policies: { agent: string; headRoot: string; finalRoot: string; compiled: boolean; fault: string | null }[];
  problems: string[];
}

export interface BudgetView {
  /** The asset's or the resource's name in the policy. */
  name: string;
  level: string;
  burst: string;
  spent: string;
  reserved: string;
  /** Null where the budget is no money. */
  asset: string | null;
  decimals: number;
  /** What gathers in a day. */
  perDay: string;
  /** Null without a limit. */
  lifetime: string | null;
}

export interface AgentView {
  name: string;
  id: string;
  operator: string;
  node: string;
  epoch: number;
  held: boolean;
  incarnation: number;
  frozen: boolean;
  policyRoot: string;
  composition: string;
  vault: string;
  leaves: number;
  head: string;
  open: number;
  waiting: number;
  budgets: BudgetView[];
  problem: string | null;
  /** False where only the registries were asked: leaves, actions and budgets are not known. */
  answers: boolean;
}

export interface LeafView {
  seq: number;
  hash: string;
  kind: string;
  time: string;
  action: string;
  verdict: string;
  rule: string | null;
  law: string;
  /** The instruction that it gives or that its action serves; null where it names none. */
  instruction: string | null;
  /** `None`, `Read`, `Write` or `Money`. */
  effect: string;
  /** `None`, `Dao`, `Instruction`, `Chain` or `Foreign`: the least trusted value in it. */
  label: string;
  /** Of money, the token's address; null otherwise. */
  asset: string | null;
  amount: string;
}

export interface ActionView {
  id: string;
  tool: string;
  args: Record<string, string>;
  verdict: 'allowed' | 'approval' | 'denied';
  rule: string | null;
  reason: string;
  outcome: string;
  tx: string | null;
  leaf: string;
  result: string | null;
}

export interface InstructionView {
  instruction: string;
  agent: string;
  state: State;
  text: string;
  actions: ActionView[];
  answer: string | null;
  tokens: { prompt: number; answer: number };
}

export interface ApprovalView {
  agent: string;
  action: string;
  stream: string;
  call: string;
  tool: string;
  args: Record<string, string>;
  asset: string;
  amount: string;
  to: string;
  policyRoot: string;
  /** Unix seconds. */
  deadline: number;
  rule: string;
  instructor: string;
  approvers: string[];
  approved: string[];
}
