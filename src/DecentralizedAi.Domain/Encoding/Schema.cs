namespace DecentralizedAi.Domain.Encoding;

/// <summary>The first word of everything that is hashed: H("dai.NAME.1").</summary>
public sealed class Schema
{
    private Schema(string name)
    {
        Name = $"dai.{name}.1";
        Word = Keccak256.Hash(Name);
    }

    public string Name { get; }
    public Bytes32 Word { get; }

    public static Schema Stream { get; } = new("stream");
    public static Schema Shard { get; } = new("shard");
    public static Schema Instruction { get; } = new("instruction");
    public static Schema Instructor { get; } = new("instructor");
    public static Schema Event { get; } = new("event");
    public static Schema Action { get; } = new("action");
    public static Schema Law { get; } = new("law");
    public static Schema Purpose { get; } = new("purpose");
    public static Schema Opened { get; } = new("opened");
    public static Schema Awaiting { get; } = new("awaiting");
    public static Schema Takeover { get; } = new("takeover");
    public static Schema Governed { get; } = new("governed");
    public static Schema Spent { get; } = new("spent");
    public static Schema Spends { get; } = new("spends");
    public static Schema Checkpoint { get; } = new("checkpoint");
    public static Schema Lease { get; } = new("lease");
    public static Schema Publication { get; } = new("publication");
    public static Schema Freeze { get; } = new("freeze");
    public static Schema Target { get; } = new("target");
    public static Schema Composition { get; } = new("composition");
    public static Schema Key { get; } = new("key");
    public static Schema Leaf { get; } = new("leaf");
    public static Schema Entry { get; } = new("entry");
    public static Schema Limits { get; } = new("limits");
    public static Schema Payee { get; } = new("payee");
    public static Schema Rule { get; } = new("rule");

    public override string ToString() => Name;
}
