// Agents of the tests, as a node answers for them: deterministic, as large as asked.
import { createHash } from 'node:crypto';

/** 0x and 64 digits that stand for a name. */
export const hash = (name) => `0x${createHash('sha256').update(name).digest('hex')}`;

export const approver = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';
export const hosting = '0x52908400098527886E0F7030069857D2E4169EE7';
const node = '0x27b1fdb04752bbc536007A920D24ACB045561c26';
const other = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';
export const token = '0xde709f2102306220921060314715629080e2fb77';
const start = Date.parse('2026-11-20T08:00:00Z');
const span = 6 * 86_400_000;

/** The moment at which the world stands still: what happened in it ends just before. */
export const now = start + span;

/**
 * A world with one busy agent.
 * @param {{actions?: number, text?: string, file?: string, reason?: string, approver?: string}} [of] How many actions
 *   it has taken, what foreign texts say, and for whom the last one waits.
 */
export function world(of = {}) {
  const text = of.text ?? 'Pay 120 USDC to Hosting for the servers.';
  const leaves = log(of.actions ?? 40);
  return {
    status: status(leaves.length),
    agents: [treasurer(leaves), archivist()],
    logs: { treasurer: leaves, archivist: [] },
    approvals: [approval(of)],
    instructions: instructions(of.actions ?? 40, text, of),
  };
}

/** A node that hosts nobody yet, whose operator holds no lease. */
export function empty() {
  const found = world();
  return {
    ...found,
    status: { ...found.status, leases: [], policies: [], members: found.status.members.slice(0, 1), checkpoints: 0 },
    agents: [],
    logs: {},
    approvals: [],
    instructions: [],
  };
}

/** A node of many agents, one of them with the longest name there may be, each with one action. */
export function crowd(count) {
  const found = world();
  const leaves = log(2);
  const names = ['a-name-as-long-as-the-registry-takes-one-which-is-64-characters', 'treasurer'];
  const agents = Array.from({ length: count }, (_, n) => ({
    ...treasurer(leaves),
    name: names[n] ?? `agent-${n}`,
    id: String(n + 1),
    waiting: n === 1 ? 1 : 0,
    open: n === 7 ? 2 : 0,
    frozen: n === 5,
    problem: n === 60 ? 'its composition is not the one that was voted' : null,
  }));
  return { ...found, agents, logs: Object.fromEntries(agents.map(({ name }) => [name, leaves])) };
}

function status(leaves) {
  return {
    node,
    spender: other,
    operator: '1',
    ready: true,
    members: [
      { address: '127.0.0.1:4053', state: 'Up', self: true },
      { address: '127.0.0.1:4054', state: 'Up', self: false },
      { address: '127.0.0.1:4055', state: 'Unreachable', self: false },
    ],
    headNumber: 4_812,
    finalNumber: 4_810,
    headAgeSeconds: 0.8,
    leases: Array.from({ length: 64 }, (_, shard) => ({
      shard,
      node: shard % 3 === 0 ? node : shard % 3 === 1 ? other : approver,
      epoch: shard === 17 ? 3 : 1 + (shard % 2),
    })),
    checkpoints: 96,
    pendingLeaves: leaves % 7,
    queuedTransactions: 1,
    policies: [
      { agent: 'treasurer', headRoot: hash('policy 2'), finalRoot: hash('policy 1'), compiled: true, fault: null },
    ],
    problems: [],
  };
}

function treasurer(leaves) {
  return {
    name: 'treasurer',
    id: '1',
    operator: '1',
    node,
    epoch: 2,
    held: true,
    incarnation: 4,
    answers: true,
    frozen: false,
    policyRoot: hash('policy 2'),
    composition: hash('composition'),
    vault: '0x966BAD4C62FF3E1D1F4D5ECD482A8EDA782ED911'.toLowerCase(),
    leaves: leaves.length,
    head: leaves.at(-1)?.hash ?? `0x${'0'.repeat(64)}`,
    open: 1,
    waiting: 1,
    problem: null,
    budgets: [
      {
        name: 'USDC',
        level: '412500000',
        burst: '1500000000',
        spent: '7320000000',
        reserved: '120000000',
        asset: token,
        decimals: 6,
        perDay: '300000000',
        lifetime: '20000000000',
      },
      {
        name: 'tokens',
        level: '181220',
        burst: '200000',
        spent: '1204330',
        reserved: '2048',
        asset: null,
        decimals: 0,
        perDay: '480000',
        lifetime: null,
      },
      {
        name: 'calls',
        level: '60',
        burst: '60',
        spent: '3120',
        reserved: '0',
        asset: null,
        decimals: 0,
        perDay: '43200',
        lifetime: null,
      },
    ],
  };
}

function archivist() {
  return {
    name: 'archivist',
    id: '2',
    operator: '1',
    node: other,
    epoch: 0,
    held: false,
    incarnation: 1,
    answers: true,
    frozen: true,
    policyRoot: hash('policy 3'),
    composition: hash('composition'),
    vault: `0x${'0'.repeat(39)}1`,
    leaves: 0,
    head: `0x${'0'.repeat(64)}`,
    open: 0,
    waiting: 0,
    budgets: [],
    problem: 'frozen by a guardian; the DAO alone lifts it',
  };
}

/** What becomes of the nth action: most are paid, some refused, the last one waits. */
function log(actions) {
  const leaves = [];
  const add = (kind, at, more) =>
    leaves.push({
      seq: leaves.length + 1,
      hash: hash(`leaf ${leaves.length + 1}`),
      kind,
      time: new Date(at).toISOString(),
      action: `0x${'0'.repeat(64)}`,
      verdict: 'None',
      rule: null,
      law: hash('policy 1'),
      instruction: null,
      effect: 'None',
      label: 'None',
      asset: null,
      amount: '0',
      ...more,
    });
  for (let n = 0; n < actions; n++) {
    const at = start + Math.floor((n * span) / actions);
    const about = {
      action: hash(`action ${n}`),
      instruction: hash(`instruction ${n}`),
      label: n % 5 === 2 ? 'Foreign' : 'Dao',
    };
    const money = { effect: 'Money', asset: token, amount: String(((n % 9) + 1) * 20_000_000) };
    add('Instructed', at, { instruction: about.instruction });
    if (n === actions - 1) {
      add('Awaiting', at + 2_100, { ...about, ...money, rule: 'large' });
      continue;
    }
    if (n % 5 === 2 || n % 11 === 7) {
      add('Refused', at + 1_900, {
        ...about,
        ...money,
        ...(n % 5 === 2
          ? { verdict: 'DeniedByRule', rule: 'no-strangers' }
          : { verdict: 'OverBudget', rule: 'pay-vendors' }),
      });
    } else {
      const what = n % 4 === 1 ? { effect: 'Read' } : money;
      add('Opened', at + 1_800, {
        ...about,
        ...what,
        verdict: 'Allowed',
        rule: n % 4 === 1 ? 'look' : 'pay-vendors',
      });
      add('Closed', at + 4_200, {
        ...about,
        ...what,
        verdict: n % 17 === 9 ? 'Failed' : 'Done',
        rule: n % 4 === 1 ? 'look' : 'pay-vendors',
      });
    }
    add('Answered', at + 5_000, {});
  }
  return leaves;
}

function approval(of) {
  return {
    agent: 'treasurer',
    action: hash('waiting'),
    stream: hash('stream'),
    call: hash('call'),
    tool: 'wallet.pay',
    args: { to: hosting, amount: '900 USDC', note: of.file ?? 'Invoice 2026-11.pdf' },
    asset: token,
    amount: '900000000',
    to: hosting,
    policyRoot: hash('policy 2'),
    deadline: Math.floor(now / 1_000) + 86_400,
    rule: 'large',
    instructor: '0x27b1fdb04752bbc536007a920d24acb045561c26',
    approvers: [of.approver ?? approver],
    approved: [],
  };
}

// A node remembers the last 64.
function instructions(actions, text, of) {
  const first = Math.max(0, actions - 64);
  return Array.from({ length: actions - first }, (_, index) => {
    const n = first + index;
    const refused = n % 5 === 2 || n % 11 === 7;
    return {
      instruction: hash(`instruction ${n}`),
      agent: 'treasurer',
      state: n === actions - 1 ? 'waiting' : 'answered',
      text,
      actions: [
        {
          id: hash(`action ${n}`),
          tool: n % 4 === 1 ? 'wallet.balance' : 'wallet.pay',
          args: { to: hosting, amount: '120 USDC' },
          verdict: refused ? 'denied' : n === actions - 1 ? 'approval' : 'allowed',
          rule: refused ? 'no-strangers' : 'pay-vendors',
          reason: of.reason ?? (refused ? 'rule: the payee is foreign text' : 'rule: pay-vendors'),
          outcome: refused ? 'refused' : n === actions - 1 ? 'waiting' : 'done',
          tx: refused ? null : hash(`tx ${n}`),
          leaf: hash(`leaf ${n}`),
          result: null,
        },
      ],
      answer: n === actions - 1 ? null : (of.reason ?? 'Done.'),
      tokens: { prompt: 812, answer: 41 },
    };
  });
}
