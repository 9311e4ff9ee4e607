// What the pictures of README and guides show: pages of the dashboard over a world that never changes.
import { open } from '../browser.mjs';
import { daoJson, fileServer, fixtureNode } from '../serving.mjs';
import { endpoint, flipped, vector } from '../vector.mjs';
import { ann, ben, policy, startDao } from '../vote/chain.mjs';
import { connected, site } from '../vote/visit.mjs';
import { now, world } from '../world.mjs';

/** An action that a vote allowed. */
const voted = JSON.parse(vector).entries[5].leaves[2].words[6];

/** Where everything comes from, started once for all pictures. */
export async function start() {
  const [dao, rpc] = [await startDao(), await endpoint()];
  const made = { dao, rpc, vote: await site(dao), proof: await fileServer({ '/dao.json': await daoJson(rpc.url) }) };
  made.node = await fixtureNode(world(), { rpc: dao.rpc, manifest: JSON.parse(dao.daoJson()).manifest });
  const root = await dao.stage(policy({ most: '1200' }));
  made.proposal = await dao.propose('Hosting became dearer: let the treasurer pay 1,200 USDC at a time',
    [[dao.at.policyRegistry, dao.publish(root, [dao.limit({ perAction: 1_200_000_000n })])]]);
  await dao.pass(3);
  await dao.call('governor', 'function castVoteWithReason(uint256,uint8,string)',
    [BigInt(made.proposal), 1, 'The servers are needed.'], ben.address);
  made.stop = async () => {
    for (const one of [made.node, made.proof, made.vote, rpc, dao]) await one.stop();
  };
  return made;
}

/**
 * The pictures by name. `visit` opens the page and gives it with the elements to show, from the first to the last of
 * them: one drawing is drawn, anything else is photographed. `width` is that of the window, `scale` how many points of
 * a photograph a point of the page gets.
 */
export const pictures = {
  // A payment that a vote allowed, from both its ends to the block that holds it.
  lineage: { kind: 'svg', width: 1_280, scale: 1, visit: async (from, how) => {
    const page = await proven(from, how, voted, vector);
    await page.locator('.lineage li').first().waitFor();
    return [page, page.locator('.lineage-picture svg:visible')];
  } },
  flipped: { kind: 'png', width: 680, scale: 1.5, visit: async (from, how) => {
    const page = await proven(from, how, null, flipped());
    return [page, page.locator('.verdict'), page.locator('.checks')];
  } },
  agent: { kind: 'png', width: 1_066, scale: 1.25, visit: async (from, how) => {
    const page = await open(from.node.link('/agents/treasurer'), { ...how, now });
    await page.getByText('all 40').waitFor();
    await page.locator('.course').nth(-3).click();
    await page.getByText('Pay 120 USDC to Hosting').waitFor();
    return [page, page.locator('.card').first().locator('header'), page.locator('.lanes'),
      page.locator('.window tbody tr:not([aria-hidden])').nth(5)];
  } },
  limits: { kind: 'png', width: 820, scale: 1.5, visit: async (from, how) => {
    const page = await open(from.node.link('/budgets'), { ...how, now });
    await page.locator('.burn').first().waitFor();
    return [page, page.locator('h3').first(), page.locator('.burn').first()];
  } },
  red: { kind: 'png', width: 900, scale: 1.25, visit: async (from, how) => {
    await from.node.tell(broken());
    const page = await open(from.node.link('/cluster'), { ...how, now });
    await page.getByText('Unreachable').waitFor();
    return [page, page.locator('.card').first(), page.locator('.leases')];
  } },
  vote: { kind: 'png', width: 680, scale: 1.25, visit: async (from, how) => {
    const { page } = await connected(from.dao, from.vote.url, from.proposal, ann.address, how);
    await page.side('For').check();
    await page.reason().fill('It pays the same vendor, only more at a time.');
    await page.says('What this signature does');
    await page.reason().blur();
    return [page, page.locator('.does'), page.locator('.acts')];
  } },
};

async function proven(from, how, action, text) {
  const page = await open(`${from.proof.url}#/actions${action === null ? '' : `/${action}`}`, how);
  await page.setInputFiles('input[type=file]',
    { name: 'bundle.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.locator('.verdict.good, .verdict.bad').waitFor();
  return page;
}

// A host of three that is gone, as the others see it.
function broken() {
  const made = world();
  made.status.problems = ['127.0.0.1:4055 cannot be reached'];
  return made;
}
