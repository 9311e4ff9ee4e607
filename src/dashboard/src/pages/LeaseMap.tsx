import { useMemo } from 'react';
import type { Lease } from '../chain/vaults';
import { Address, Card, Empty, Table } from '../parts';

/** A node that holds leases, with the letter by which the picture calls it. */
export interface Holder {
  readonly node: string;
  readonly letter: string;
  readonly shards: number;
  /** The highest epoch among its leases. */
  readonly epoch: number;
}

/** Who holds leases, by address, so that a letter stays with its node while leases move. */
export function holders(leases: readonly Lease[]): Holder[] {
  const nodes = [...new Set(leases.map((lease) => lease.node))].sort();
  return nodes.map((node, index) => {
    const own = leases.filter((lease) => lease.node === node);
    return {
      node,
      letter: String.fromCharCode(65 + index),
      shards: own.length,
      epoch: Math.max(...own.map((lease) => lease.epoch)),
    };
  });
}

const across = 8;
const size = 36;

/** Who holds which shard, as a picture and as a table. @param own The node that says so; null where the chain does. */
export function Leases({ leases, own, title = 'Leases of the 64 shards' }: {
  leases: readonly Lease[]; own: string | null; title?: string;
}) {
  const held = useMemo(() => holders(leases), [leases]);
  return (
    <Card title={title}>
      {leases.length === 0 ? <Empty>No lease is on chain yet.</Empty> : (
        <div className="lease-columns">
          <LeaseMap leases={leases} held={held} />
          <Table caption="Who holds how many leases" rows={held} keyOf={(one) => one.node} columns={[
            { title: 'Letter', of: (one) => <strong>{one.letter}</strong> },
            { title: 'Node', of: (one) => (
              <><Address of={one.node} />{one.node.toLowerCase() === own?.toLowerCase() && ' this node'}</>
            ) },
            { title: 'Shards', number: true, of: (one) => one.shards },
            { title: 'Highest epoch', number: true, of: (one) => one.epoch },
          ]} />
        </div>
      )}
    </Card>
  );
}

/** A cell for each shard: the letter and the tint of its holder, and the lease's epoch, framed where it has moved. */
function LeaseMap({ leases, held }: { leases: readonly Lease[]; held: readonly Holder[] }) {
  const moved = leases.filter((lease) => lease.epoch > 1).length;
  const said =
    `${leases.length} leases: ${held.map((one) => `${one.letter} holds ${one.shards}`).join(', ')}; ` +
    (moved === 0 ? 'none has moved' : `${moved} have moved`);
  return (
    <figure className="leases">
      <svg viewBox={`0 0 ${across * size} ${Math.ceil(64 / across) * size}`} role="img" aria-label={said}>
        {leases.map((lease) => {
          const at = held.findIndex((one) => one.node === lease.node);
          return (
            <g
              key={lease.shard}
              className={`holder h${at % 6}${lease.epoch > 1 ? ' moved' : ''}`}
              transform={`translate(${(lease.shard % across) * size} ${Math.floor(lease.shard / across) * size})`}>
              <title>{`shard ${lease.shard}: ${held[at]?.letter ?? ''}, epoch ${lease.epoch}`}</title>
              <rect x="2" y="2" width={size - 4} height={size - 4} rx="5" />
              <text x={size / 2} y="17" className="letter">
                {held[at]?.letter}
              </text>
              <text x={size / 2} y="29" className="epoch">
                {lease.epoch}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption>{said}. The number is the lease's epoch; a frame marks one that has moved.</figcaption>
    </figure>
  );
}
