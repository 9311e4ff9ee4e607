// Other policy engines behind JSON Lines on stdin and stdout, so that one process answers what is asked of it in turn.
//   {op: "load", engine, rules, lists, requests}  ->  {ok}
//   {op: "decide"}                                ->  {answers: "01..", nanoseconds: CPU time of one decision}
//   {op: "cedar", policies, entities, requests}   ->  {answers: [{decision, reasons, errors}]}
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const cedar = require("@cedar-policy/cedar-wasm/nodejs");
let decide;

async function load({ engine, rules, lists, requests }) {
  const one = engine === "cedar" ? loadCedar(rules, lists) : await loadCasbin(rules, lists);
  decide = () => {
    const start = process.cpuUsage();
    let answers = "";
    for (const request of requests) answers += one(request) ? "1" : "0";
    const { user, system } = process.cpuUsage(start);
    return { answers, nanoseconds: ((user + system) * 1000) / requests.length };
  };
  return { ok: true };
}

const uid = (type, id) => ({ type, id });

function loadCedar(rules, lists) {
  const policies = rules.map(
    (rule) => `${rule.forbids ? "forbid" : "permit"}(principal == Agent::"${rule.agent}", ` +
      `action == Action::"${rule.tool}", resource) when { context.amount <= ${rule.most} && ` +
      `context.hour >= ${rule.first} && context.hour < ${rule.last} && ` +
      `${JSON.stringify(lists[rule.list])}.contains(context.to) && context.host like "*.${rule.site}" };`);
  must(cedar.preparsePolicySet("workload", { staticPolicies: policies.join("\n") }));
  return ({ agent, tool, to, amount, host, hour }) => {
    const answer = must(cedar.statefulIsAuthorized({
      principal: uid("Agent", agent), action: uid("Action", tool), resource: uid("Tool", tool),
      context: { to, amount, host, hour }, preparsedPolicySetId: "workload", entities: [],
    }));
    return answer.response.decision === "allow";
  };
}

async function loadCasbin(rules, lists) {
  const { newEnforcer, newModelFromString } = require("casbin");
  const model = newModelFromString(`
[request_definition]
r = agent, tool, to, amount, host, hour
[policy_definition]
p = agent, tool, most, first, last, list, site, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.agent == p.agent && r.tool == p.tool && atMost(r.amount, p.most) && between(r.hour, p.first, p.last) && \
listed(r.to, p.list) && below(r.host, p.site)
`);
  const enforcer = await newEnforcer(model);
  const sets = lists.map((list) => new Set(list));
  enforcer.addFunction("atMost", (amount, most) => amount <= Number(most));
  enforcer.addFunction("between", (hour, first, last) => Number(first) <= hour && hour < Number(last));
  enforcer.addFunction("listed", (to, list) => sets[Number(list)].has(to));
  enforcer.addFunction("below", (host, site) => host.endsWith("." + site));
  await enforcer.addPolicies(rules.map((rule) => [
    rule.agent, rule.tool, String(rule.most), String(rule.first), String(rule.last), String(rule.list), rule.site,
    rule.forbids ? "deny" : "allow",
  ]));
  return ({ agent, tool, to, amount, host, hour }) => enforcer.enforceSync(agent, tool, to, amount, host, hour);
}

function authorize({ policies, requests }) {
  must(cedar.preparsePolicySet("document", { staticPolicies: policies }));
  const answers = requests.map(({ principal, action, context }) => {
    const { response } = must(cedar.statefulIsAuthorized({
      principal: uid("Instructor", principal), action: uid("Action", action), resource: uid("Tool", action), context,
      preparsedPolicySetId: "document", entities: [],
    }));
    const { reason, errors } = response.diagnostics;
    return { decision: response.decision, reasons: [...reason].sort(), errors: errors.length };
  });
  return { answers };
}

function must(answer) {
  if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors ?? answer));
  return answer;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = request.op === "load" ? await load(request) : request.op === "decide" ? decide() : authorize(request);
  } catch (fault) {
    answer = { error: String(fault?.message ?? fault) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
