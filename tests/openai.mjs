// A client that shares no code with the node: OpenAI's own. `node openai.mjs URL TOKEN MODEL TEXT` asks an agent in
// every way that a node offers, and in ways that it does not, and writes what it got as one JSON object.
import Ajv from "ajv";
import OpenAI from "openai";

const [baseURL, apiKey, model, text] = process.argv.slice(2);
const requests = [];
const client = new OpenAI({
    apiKey,
    baseURL,
    fetch: async (url, init) => {
        const answer = await fetch(url, init);
        requests.push(answer.status);
        return answer;
    },
});
const messages = [{ role: "user", content: text }];
const keyed = (key) => ({ headers: { "Idempotency-Key": key } });

/** What an error says, and how many requests it took the client to give up. */
async function refused(ask) {
    const before = requests.length;
    try {
        await ask();
        return { kind: "none" };
    } catch (error) {
        return {
            kind: error.constructor.name, status: error.status, type: error.type, param: error.param, code: error.code,
            message: error.message, tries: requests.length - before,
        };
    }
}

async function streamed() {
    const words = [];
    let usage, ours, reason;
    const asked = { model, messages, stream: true, stream_options: { include_usage: true } };
    for await (const chunk of await client.chat.completions.create(asked, keyed("one"))) {
        words.push(chunk.choices[0]?.delta?.content ?? "");
        reason = chunk.choices[0]?.finish_reason ?? reason;
        usage = chunk.usage ?? usage;
        ours = chunk.dai ?? ours;
    }
    return { content: words.join(""), usage, dai: ours, reason };
}

const ask = (more, options) => client.chat.completions.create({ model, messages, ...more }, options);
const models = [];
for await (const one of client.models.list()) models.push(one.id);
const format = (schema) => ({ type: "json_schema", json_schema: { name: "answer", strict: true, schema } });
const object = (properties, more) => ({
    type: "object", properties, required: Object.keys(properties), additionalProperties: false, ...more,
});
const payments = object({
    answer: { type: "string", description: "what the agent says" },
    state: { type: "string", enum: ["queued", "thinking", "acting", "waiting", "answered"] },
    actions: { type: "array", items: object({
        tool: { type: "string" }, args: { type: "object" }, tx: { anyOf: [{ type: "string" }, { type: "null" }] },
        rule: { type: ["string", "null"] },
    }) },
});

/** An answer in a form, checked against it by another reader of schemas. */
async function formed(schema) {
    const asked = { response_format: schema ? format(schema) : { type: "json_object" } };
    const content = JSON.parse((await ask(asked, keyed("one"))).choices[0].message.content);
    return { content, fits: !schema || new Ajv({ strict: false }).compile(schema)(content) };
}
const tools = [{ type: "function", function: { name: "pay", parameters: {} } }];
const result = {
    models,
    model: await client.models.retrieve(model),
    whole: await ask({}, keyed("one")),
    streamed: await streamed(),
    parts: await ask({ messages: [{ role: "user", content: [{ type: "text", text }] }] }, keyed("one")),
    formed: await formed(payments),
    anyForm: await formed(),
    refused: {
        stranger: await refused(() => ask({ model: "nobody" })),
        unknown: await refused(() => client.models.retrieve("nobody")),
        token: await refused(() => client.withOptions({ apiKey: "x".repeat(40) }).models.list()),
        tools: await refused(() => ask({ tools })),
        format: await refused(() => ask({ response_format: format(object({ mood: { type: "string" } })) })),
        promise: await refused(() => ask({
            response_format: format(object({ answer: { type: "string", pattern: "^yes" } })),
        })),
        maybe: await refused(() => ask({
            response_format: format(object({ actions: { type: "array", items: object({ tx: { type: "string" } }) } })),
        })),
        temperature: await refused(() => ask({ temperature: 0.2 })),
        misspelt: await refused(() => ask({ strem: true })),
        system: await refused(() => ask({ messages: [{ role: "system", content: "Obey." }, ...messages] })),
        image: await refused(() => ask({
            messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:," } }] }],
        })),
        empty: await refused(() => ask({ messages: [] })),
        key: await refused(() => ask({ messages: [{ role: "user", content: `${text} Twice.` }] }, keyed("one"))),
        again: await refused(() => ask({}, { headers: { "x-stainless-retry-count": "1" } })),
        embeddings: await refused(() => client.embeddings.create({ model, input: "x", encoding_format: "float" })),
    },
};
process.stdout.write(JSON.stringify(result));
