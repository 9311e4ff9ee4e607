#!/usr/bin/env node
// Every function that others can call says what it does, what it is given and what it answers: a notice, each named
// argument and each result, written where it is declared or inherited from there. Exit 1 with a line for each gap.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/// The compiler's answer about every file of src/: documentation and declarations, no code.
function analyse() {
  const paths = readdirSync(join(here, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.sol')).map((path) => `src/${path}`).sort();
  const read = (path) => readFileSync(join(here, path), 'utf8');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(paths.map((path) => [path, { content: read(path) }])),
    settings: {
      remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
      evmVersion: 'osaka',
      outputSelection: { '*': { '': ['ast'], '*': ['abi', 'devdoc', 'userdoc', 'evm.methodIdentifiers'] } },
    },
  };
  const solc = createRequire(join(here, 'package.json'))('solc');
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  return { paths, output };
}

/// What a contract declares itself: functions, and variables with a getter that no interface has described.
const ownSelectors = (contract) => new Set(contract.nodes
  .filter((node) => node.nodeType === 'FunctionDefinition' || !node.baseFunctions?.length)
  .map((node) => node.functionSelector).filter(Boolean));

/// @returns what is missing of one function's documentation
function findGaps(signature, entry, { userdoc, devdoc }) {
  const gaps = [];
  const said = devdoc.methods?.[signature] ?? {};
  if (!userdoc.methods?.[signature]?.notice) gaps.push('@notice');
  for (const { name } of entry.inputs) {
    if (name && !said.params?.[name]) gaps.push(`@param ${name}`);
  }
  const variable = devdoc.stateVariables?.[entry.name] ?? {};
  const returns = { ...said.returns, ...variable.returns };
  entry.outputs.forEach(({ name }, i) => {
    if (!returns[name] && !returns[`_${i}`] && !variable.return) gaps.push(`@return ${name || i}`);
  });
  return gaps;
}

function main() {
  const { paths, output } = analyse();
  let functions = 0;
  let missing = 0;
  for (const path of paths) {
    const declared = output.sources[path].ast.nodes.filter((node) => node.nodeType === 'ContractDefinition');
    for (const contract of declared) {
      const made = output.contracts[path][contract.name];
      const own = ownSelectors(contract);
      for (const [signature, selector] of Object.entries(made.evm.methodIdentifiers)) {
        if (!own.has(selector)) continue;
        ++functions;
        const entry = made.abi.find((e) => e.type === 'function' && signatureOf(e) === signature);
        const gaps = findGaps(signature, entry, made);
        if (gaps.length === 0) continue;
        ++missing;
        console.error(`${path}: ${contract.name}.${signature} lacks ${gaps.join(', ')}`);
      }
    }
  }
  console.log(`${functions} functions, ${missing} with gaps in their documentation`);
  return missing === 0 ? 0 : 1;
}

const typeOf = (input) => (input.components
  ? `(${input.components.map(typeOf).join(',')})${input.type.slice('tuple'.length)}`
  : input.type);

const signatureOf = (entry) => `${entry.name}(${entry.inputs.map(typeOf).join(',')})`;

process.exit(main());
