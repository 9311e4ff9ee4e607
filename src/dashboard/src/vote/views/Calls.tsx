import { Address } from '../../parts';
import { visible } from '../../parts/visible';
import { valueText, type ReadCall } from '../chain/decode';
import type { Sentence } from '../sentence';

/** Every call of a proposal in its order, by the ABI of its contract; what cannot be read is shown as its bytes. */
export function Calls({ calls }: { calls: readonly (ReadCall & { readonly says: Sentence })[] }) {
  return (
    <ol className="calls">
      {calls.map((call, i) => (
        <li key={i} className={call.says.alarm ? 'alarm' : undefined}>
          <p className="says">{call.says.alarm && <Alarm />}{visible(call.says.text)}</p>
          <details open={!call.known}>
            <summary>{call.known ? `${call.to.contract}.${call.name}` : 'Cannot be read: the bytes'}</summary>
            <Bytes call={call} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function Bytes({ call }: { call: ReadCall }) {
  return (
    <dl className="facts">
      <div>
        <dt>Contract</dt>
        <dd><Address of={call.target} copy {...(call.to && { name: call.to.title ?? call.to.contract })} /></dd>
      </div>
      {!call.known && <div><dt>Why</dt><dd>{call.why}</dd></div>}
      {call.known && call.arguments.map((one) => (
        <div key={one.name}><dt>{one.name} <span className="hint">{one.type}</span></dt>
          <dd><code>{visible(valueText(one.value))}</code></dd></div>
      ))}
      <div><dt>Coins sent</dt><dd>{call.value.toString()} wei</dd></div>
      <div><dt>Data</dt><dd>
        <code className="bytes" tabIndex={0} role="region" aria-label="the bytes">{call.data}</code></dd></div>
    </dl>
  );
}

/** Look twice: a shape and a word. */
export function Alarm() {
  return (
    <span className="alarm-mark">
      <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
        <path className="fill" d="M0-7l7.500 13h-15z" /><path d="M0-2.500v4M0 3.800v.1" />
      </svg>
      look twice{' '}
    </span>
  );
}
