using DecentralizedAi.Domain.Encoding;
using Google.Protobuf;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>Values of the domain as Protobuf scalars. An absent field reads as the value's harmless default.</summary>
internal static class Wire
{
    public static ByteString Of(Bytes32 value) =>
        value.IsZero ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(value.ToArray());

    public static ByteString Of(Address value) =>
        value.IsZero ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(value.ToArray());

    public static ByteString Of(UInt256 value) => Of(value.ToWord());

    public static ByteString Of(ReadOnlyMemory<byte> value) => ByteString.CopyFrom(value.Span);

    public static Bytes32 Bytes32(ByteString value) => value.IsEmpty ? default : Domain.Encoding.Bytes32.Of(value.Span);

    public static Address Address(ByteString value) => value.IsEmpty ? default : Domain.Encoding.Address.Of(value.Span);

    public static UInt256 UInt256(ByteString value) => Domain.Encoding.UInt256.OfWord(Bytes32(value));
}
