#!/usr/bin/env node
// forge calls a solc binary; this answers it with the npm build of the same compiler.
const fs = require('fs');
const solc = require('solc');

if (process.argv.includes('--version')) {
  const version = solc.version().replace('.Emscripten.clang', '.Linux.g++');
  console.log('solc, the solidity compiler commandline interface\nVersion: ' + version);
  process.exit(0);
}
const output = Buffer.from(solc.compile(fs.readFileSync(0, 'utf8')));
let offset = 0;
// The pipe does not block: without the retry an output above 64 KB is cut off.
while (offset < output.length) {
  try {
    offset += fs.writeSync(1, output, offset);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
  }
}
process.exit(0);
