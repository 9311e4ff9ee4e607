import { keccak256 } from 'viem';
import { Address, Hash, Time } from '../../parts';
import { visible } from '../../parts/visible';
import { sideWord, voteCall } from '../ballot';
import type { Prepared } from '../casting';

/** What a signature does and what a wallet shows of it, before anybody is asked. */
export function SignatureBox({ prepared, title, power, deadline, direct }: {
  prepared: Prepared; title: string; power: string; deadline: number;
  /** The account votes by a transaction, and signs nothing. */
  direct: boolean;
}) {
  const { ballot, typed } = prepared;
  const data = voteCall(ballot);
  return (
    <section className="signs" aria-labelledby="signs-title">
      <h3 id="signs-title">What this {direct ? 'transaction' : 'signature'} does</h3>
      <p>It votes <strong>{sideWord(ballot.side)}</strong> with {power} on “{title}”
        {ballot.reason === '' ? ', without a reason' : ', with your reason, which everybody can read for ever'}.{' '}
        {direct ? 'It costs gas'
          : <>It can be used once, by anybody, until <Time of={deadline} />. It costs nothing</>}, moves no
        money and allows nothing else. Once counted it cannot be changed.</p>
      {direct ? (
        <details>
          <summary>The transaction and its hash</summary>
          <dl className="facts">
            <div><dt>To</dt><dd><Address of={ballot.governor} name="AgentGovernor" copy /></dd></div>
            <div><dt>Data</dt><dd>
              <code className="bytes" tabIndex={0} role="region" aria-label="the bytes">{data}</code></dd></div>
            <div><dt>Hash of the data</dt><dd><Hash of={keccak256(data)} full what="the hash of the data" /></dd></div>
          </dl>
        </details>
      ) : (
        <details>
          <summary>The typed data and its hashes</summary>
          <dl className="facts">
            <div><dt>Domain</dt><dd>{visible(typed.domain.name ?? '')}, version {visible(typed.domain.version ?? '')},
              chain {typed.domain.chainId}, <Address of={typed.domain.verifyingContract} copy /></dd></div>
            <div><dt>Message</dt><dd>{typed.primaryType}</dd></div>
            {typed.fields.map((field) => (
              <div key={field.name}><dt>{field.name} <span className="hint">{field.type}</span></dt>
                <dd><code>{visible(field.value)}</code>
                  {field.name === 'support' && ` (${sideWord(ballot.side)})`}</dd></div>
            ))}
            <div><dt>Domain hash</dt><dd><Hash of={typed.domainHash} full what="the domain hash" /></dd></div>
            <div><dt>Message hash</dt><dd><Hash of={typed.messageHash} full what="the message hash" /></dd></div>
            <div><dt>EIP-712 hash</dt><dd><Hash of={typed.digest} full what="the EIP-712 hash" /></dd></div>
          </dl>
          <p className="hint">A hardware wallet shows these hashes; compare them before you confirm.</p>
        </details>
      )}
    </section>
  );
}
