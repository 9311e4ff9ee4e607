import { type Bundle, readBundle, readManifest } from './bundle';
import type { Hex } from './hash';
import { actionsOf, lineageOf } from './lineage';
import type { Answer, Request } from './messages';
import { readHeader } from './trie';
import { refusal, verifyBundle, type Verified } from './verify';

// A bundle of tens of megabytes is read and hashed here, so that the page goes on answering.
let bundle: Bundle | null = null;
let verified: Verified | null = null;

async function answer(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'open': return opened(await request.file.text());
    case 'verify': return checked(request.trust, request.manifest);
    case 'lineage': return { kind: 'lineage', lines: verified === null ? null : lineageOf(verified, request.action) };
  }
}

function opened(source: string): Answer {
  try {
    bundle = readBundle(source);
    const { hash, number, time } = readHeader(bundle.chain.header);
    return { kind: 'opened', hash, number, time, chainId: bundle.chain.chainId,
      accounts: bundle.proofs.map((one) => one.address) };
  } catch (fault) {
    bundle = null;
    return { kind: 'refused', ...refusal(fault) };
  }
}

function checked(trust: Hex | null, manifest: string | null): Answer {
  try {
    verified = verifyBundle(bundle!, trust, manifest === null ? null : readManifest(manifest));
    return { kind: 'verified', result: verified.result, actions: actionsOf(verified) };
  } catch (fault) {
    return { kind: 'refused', ...refusal(fault) };
  }
}

self.onmessage = (event: MessageEvent<{ id: number; request: Request }>) => {
  const { id, request } = event.data;
  const reply = (given: Answer) => self.postMessage({ id, answer: given });
  answer(request).then(reply, (fault: unknown) => reply({ kind: 'refused', ...refusal(fault) }));
};
