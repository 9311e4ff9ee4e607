import { type Hex, hashOf, slotOf, zeroAddress, zeroWord } from '../hash';
import { member, parseCanonical } from '../jcs';
import { Kind, money, type Placed, Verdict } from '../leaf';
import { type Standing, Timeline } from '../timeline';
import { type AgentWork, isLate, require, type Work } from '../work';

export const freezeTarget = (what: number, id: bigint): Hex => hashOf('target', what, id);

const never = new Timeline(false, false, []);

/** Who was frozen when; a target that is not listed is proven never to have been. */
export class Freezes {
  private readonly targets = new Map<Hex, Timeline<boolean>>();

  constructor(private readonly work: Work) {
    work.bundle.freezes.forEach((freeze, i) => {
      const target = freezeTarget(freeze.what, freeze.id);
      require(!this.targets.has(target), `freezes[${i}]`, 'the same target a second time');
      work.folds(freeze, (before, one) => hashOf('freeze', before, one.on, one.block),
        { contract: work.contracts.policyRegistry, slot: ['freezes', target] }, `freezes[${i}]`);
      this.targets.set(target,
        new Timeline(false, isLate(freeze), freeze.steps.map((one) => [one.block, one.on !== 0])));
    });
  }

  /** Nobody was frozen at an Opened leaf's block, somebody at a refusal's that says so. */
  check(agent: AgentWork, placed: Placed): void {
    const { kind, verdict } = placed.leaf.tag;
    if (kind === Kind.opened) this.nobody(agent, placed);
    if (kind === Kind.refused && verdict === Verdict.frozen) this.somebody(agent, placed);
  }

  private *timelines(agent: AgentWork, placed: Placed): Iterable<[name: string, Timeline<boolean> | null]> {
    const payee = payeeOf(placed);
    yield ['the agent', this.find(1, agent.agent.agentId, placed.element)];
    yield ['the operator', this.find(2, placed.record.law.operatorId, placed.element)];
    if (payee !== null) yield [`payee ${payee}`, this.find(3, BigInt(payee), placed.element)];
  }

  private find(what: number, id: bigint, element: string): Timeline<boolean> | null {
    const target = freezeTarget(what, id);
    const listed = this.targets.get(target);
    if (listed !== undefined) return listed;
    const slot = this.work.slot(this.work.contracts.policyRegistry, slotOf('freezes', target));
    require(slot === null || slot === zeroWord, element, `freezes of target ${what} ${id} are not in the bundle`);
    return slot === null ? null : never;
  }

  private nobody(agent: AgentWork, placed: Placed): void {
    const { element, record: { law } } = placed;
    for (const [name, timeline] of this.timelines(agent, placed)) {
      require(timeline !== null, element, `no proof says whether ${name} was frozen`);
      const standing = timeline.stand(law.policyBlock, this.work.finality, (isFrozen) => !isFrozen);
      require(standing !== 'fails', element, `${name} was frozen at block ${law.policyBlock}`);
      if (standing === 'unknown') this.work.skip('whether somebody was frozen');
      if (standing === 'near')
        this.work.lists.moved.push({ element, note: `${name} was frozen at block ${law.policyBlock}, not near it` });
    }
  }

  private somebody(agent: AgentWork, placed: Placed): void {
    const { element, record: { law } } = placed;
    const standings = [...this.timelines(agent, placed)].map(([, timeline]): Standing =>
      timeline?.stand(law.policyBlock, this.work.finality, (isFrozen) => isFrozen) ?? 'unknown');
    // The payee of a refused payment whose body is erased is not known.
    if (placed.leaf.tag.effect === money && payeeOf(placed) === null) standings.push('unknown');
    if (standings.includes('holds')) return;
    if (standings.includes('near'))
      this.work.lists.moved.push({ element, note: `somebody was frozen near block ${law.policyBlock}, not at it` });
    else if (standings.includes('unknown')) this.work.skip('whether somebody was frozen');
    else require(false, element, `nobody was frozen near block ${law.policyBlock}`);
  }
}

/** Payee of a refused call, which stands in its body alone. */
function payeeOf(placed: Placed): Hex | null {
  if (placed.leaf.tag.kind === Kind.opened) {
    const to = placed.record.extension?.opened?.to;
    return to === undefined || to === zeroAddress ? null : to;
  }
  if (placed.leaf.tag.verdict !== Verdict.frozen || placed.record.body === null) return null;
  const call = member(parseCanonical(placed.record.body.text)?.value, 'content');
  const to = member(member(call, 'args'), 'to');
  return typeof to === 'string' && /^0x[0-9a-fA-F]{40}$/.test(to) ? (to.toLowerCase() as Hex) : null;
}
