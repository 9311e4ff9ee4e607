using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What an amount counts: nothing, a token, a kind of resource, or a resource of one scope.</summary>
public readonly record struct Asset
{
    private Asset(Bytes32 word) => Word = word;

    public Bytes32 Word { get; }

    public static Asset None => default;

    public static Address NativeAddress { get; } = Address.Parse("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");

    /// <summary>The chain's own coin.</summary>
    public static Asset Native { get; } = Token(NativeAddress);

    public bool IsNone => Word.IsZero;

    /// <summary>The kind of a scoped asset, else 0.</summary>
    public byte ScopeKind => Byte(0);

    public bool IsScoped => ScopeKind != 0;

    /// <summary>A token or the native coin: something a vault can pay.</summary>
    public bool IsToken => !IsScoped && Word.CompareTo(Encoding.Word.Of(255)) > 0;

    /// <summary>1 model tokens, 2 GPU milliseconds, 3 calls, 4 byte-hours stored; above: later subsystems.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0.</exception>
    public static Asset Resource(byte kind) => kind != 0
        ? new Asset(Encoding.Word.Of(kind))
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "resource kinds count from 1");

    /// <exception cref="FormatException">The address is so small that it would read as a resource kind.</exception>
    public static Asset Token(Address address) => OfWord(address.Word) is { IsToken: true } asset
        ? asset
        : throw new FormatException($"{address} is no address of a token");

    /// <param name="kind">The resource kind, not 0.</param>
    /// <param name="id">The SHA-256 of the model file, the id of the data set.</param>
    public static Asset Scoped(byte kind, Bytes32 id)
    {
        ArgumentOutOfRangeException.ThrowIfZero(kind);
        Span<byte> bytes = stackalloc byte[32];
        WordHash.Of(id).CopyTo(bytes);
        bytes[0] = kind;
        return new Asset(Bytes32.Of(bytes));
    }

    /// <exception cref="FormatException">The word is neither a kind, an address nor a scope.</exception>
    public static Asset OfWord(Bytes32 word) => TryOfWord(word, out var asset)
        ? asset
        : throw new FormatException($"{word} is neither a kind, an address nor a scope");

    public static bool TryOfWord(Bytes32 word, out Asset asset)
    {
        asset = new Asset(word);
        Span<byte> bytes = stackalloc byte[32];
        word.CopyTo(bytes);
        if (bytes[0] != 0 || bytes[..12].IndexOfAnyExcept((byte)0) < 0)
            return true;
        asset = None;
        return false;
    }

    public override string ToString() => Word.ToString();

    private byte Byte(int index)
    {
        Span<byte> bytes = stackalloc byte[32];
        Word.CopyTo(bytes);
        return bytes[index];
    }
}
