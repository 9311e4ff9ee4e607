// Every way through a vote, in a real Chromium with a wallet, on a chain with the DAO's contracts.
import { after, before, beforeEach } from 'node:test';
import { quit } from '../browser.mjs';
import { casting } from './casting.mjs';
import { troubles } from './troubles.mjs';
import { Voter } from './voter.mjs';
import { wallets } from './wallets.mjs';

const voter = new Voter();

before(() => voter.begin());
after(async () => {
  await quit();
  await voter.stop();
});
beforeEach(() => voter.propose());

casting(voter);
troubles(voter);
wallets(voter);
