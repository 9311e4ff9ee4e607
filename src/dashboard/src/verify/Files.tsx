import { useId, useState, type DragEvent } from 'react';
import { Copy } from '../parts';
import { type Proof, take } from './proof';

/** Takes a file by choice or by dropping it. Nothing of it leaves this browser. */
export function Files({ proof, agent }: { proof: Proof; agent: string | null }) {
  const [isOver, setOver] = useState(false);
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) void take([...event.dataTransfer.files]);
  };
  const over = (event: DragEvent) => { event.preventDefault(); setOver(true); };
  const command = `dai log export --agent ${agent ?? 'NAME'} --out log.json`;
  return (
    <div className={isOver ? 'drop over' : 'drop'} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      <label htmlFor={id}>Choose or drop {proof.fileName === null ? 'the file of a log' : 'another file'}</label>
      <input id={id} type="file" accept=".json,application/json" multiple aria-describedby={`${id}-help`}
        onChange={(event) => void take([...(event.target.files ?? [])])} />
      <p id={`${id}-help`} className="hint">It stays in this browser. An operator makes it with <code>{command}</code>
        <Copy text={command} what="the command" />; the DAO's manifest may be chosen together with it.</p>
    </div>
  );
}
