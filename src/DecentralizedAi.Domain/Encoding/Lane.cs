using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>The same 64 bits of the state of <see cref="Count"/> hashes, which are computed side by side.</summary>
internal interface ILane<T> where T : unmanaged, ILane<T>
{
    static abstract int Count { get; }

    static abstract T operator ^(T left, T right);

    /// <summary>The same for each hash.</summary>
    static abstract T Of(ulong value);

    /// <summary>Little-endian, for each hash at its own place.</summary>
    /// <param name="stride">Bytes from the place of one hash to that of the next.</param>
    static abstract T Read(ReadOnlySpan<byte> places, int stride);

    static abstract T Turn(T lane, int bits);

    /// <summary><c>a ^ (~b &amp; c)</c>.</summary>
    static abstract T Chi(T a, T b, T c);

    /// <param name="hash">From 0 below <see cref="Count"/>.</param>
    ulong this[int hash] { get; }
}

/// <summary>Of one hash.</summary>
internal readonly struct OneLane(ulong value) : ILane<OneLane>
{
    private readonly ulong _value = value;

    public static int Count => 1;

    public ulong this[int hash] => _value;

    public static OneLane operator ^(OneLane left, OneLane right) => new(left._value ^ right._value);

    public static OneLane Of(ulong value) => new(value);

    public static OneLane Read(ReadOnlySpan<byte> places, int stride) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(places));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Turn(OneLane lane, int bits) => new(BitOperations.RotateLeft(lane._value, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Chi(OneLane a, OneLane b, OneLane c) => new(a._value ^ (~b._value & c._value));
}

/// <summary>Of four hashes, in a register of 256 bits.</summary>
internal readonly struct FourLanes(Vector256<ulong> values) : ILane<FourLanes>
{
    private readonly Vector256<ulong> _values = values;

    public static int Count => 4;

    public ulong this[int hash] => _values[hash];

    public static FourLanes operator ^(FourLanes left, FourLanes right) => new(left._values ^ right._values);

    public static FourLanes Of(ulong value) => new(Vector256.Create(value));

    public static FourLanes Read(ReadOnlySpan<byte> places, int stride) => new(Vector256.Create(
        BinaryPrimitives.ReadUInt64LittleEndian(places),
        BinaryPrimitives.ReadUInt64LittleEndian(places[stride..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(2 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(3 * stride)..])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes Turn(FourLanes lane, int bits) =>
        new(Vector256.ShiftLeft(lane._values, bits) | Vector256.ShiftRightLogical(lane._values, 64 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes Chi(FourLanes a, FourLanes b, FourLanes c) =>
        new(a._values ^ Vector256.AndNot(c._values, b._values));
}

/// <summary>Of eight hashes, in a register of 512 bits.</summary>
internal readonly struct EightLanes(Vector512<ulong> values) : ILane<EightLanes>
{
    private readonly Vector512<ulong> _values = values;

    public static int Count => 8;

    public ulong this[int hash] => _values[hash];

    public static EightLanes operator ^(EightLanes left, EightLanes right) => new(left._values ^ right._values);

    public static EightLanes Of(ulong value) => new(Vector512.Create(value));

    public static EightLanes Read(ReadOnlySpan<byte> places, int stride) => new(Vector512.Create(
        BinaryPrimitives.ReadUInt64LittleEndian(places),
        BinaryPrimitives.ReadUInt64LittleEndian(places[stride..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(2 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(3 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(4 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(5 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(6 * stride)..]),
        BinaryPrimitives.ReadUInt64LittleEndian(places[(7 * stride)..])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes Turn(EightLanes lane, int bits) =>
        new(Vector512.ShiftLeft(lane._values, bits) | Vector512.ShiftRightLogical(lane._values, 64 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes Chi(EightLanes a, EightLanes b, EightLanes c) =>
        new(a._values ^ Vector512.AndNot(c._values, b._values));
}
