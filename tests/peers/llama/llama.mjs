// llama.cpp as node-llama-cpp builds it, greedy on one thread, behind JSON Lines on stdin and stdout.
//   {op: "load", path, context}   ->  {ok}
//   {op: "write", prompt, answer} ->  {nanoseconds: CPU time of one token of the answer, the prompt included}
import { createInterface } from "node:readline";
import { getLlama } from "node-llama-cpp";

let sequence;
let model;

async function load({ path, context }) {
  const llama = await getLlama({ gpu: false, build: "never", progressLogs: false, logLevel: "error" });
  model = await llama.loadModel({ modelPath: path });
  const held = await model.createContext({ contextSize: context, sequences: 1, threads: 1, batchSize: 512 });
  sequence = held.getSequence();
  return { ok: true };
}

// No two prompts begin alike, so that each is read from its start.
async function write({ prompt, answer }) {
  await sequence.clearHistory();
  const start = process.cpuUsage();
  let count = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true }))
    if (++count === answer) break;
  const { user, system } = process.cpuUsage(start);
  if (count !== answer) throw new Error(`the peer wrote ${count} tokens of ${answer}`);
  return { nanoseconds: ((user + system) * 1000) / answer };
}

const verbs = { load, write };
for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    const request = JSON.parse(line);
    reply = await verbs[request.op](request);
  } catch (error) {
    reply = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(reply) + "\n");
}
process.exit(0);
