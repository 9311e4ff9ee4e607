using System.Buffers.Binary;
using Google.Protobuf;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>Messages on a pipe: four bytes of length, big-endian, then the bytes.</summary>
internal static class Frames
{
    private const int MaxBytes = 4 << 20;

    /// <summary>A message with its length before it.</summary>
    /// <exception cref="ModelException"><see cref="ModelException.BadFrame"/>: it is too large.</exception>
    public static byte[] Of(IMessage message)
    {
        var size = message.CalculateSize();
        if (size > MaxBytes)
            throw TooLarge(size);
        var frame = new byte[4 + size];
        BinaryPrimitives.WriteInt32BigEndian(frame, size);
        message.WriteTo(frame.AsSpan(4));
        return frame;
    }

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="ModelException"><see cref="ModelException.BadFrame"/>.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        var length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, cancellation) < 4)
            return null;
        var size = BinaryPrimitives.ReadInt32BigEndian(length);
        if (size is < 0 or > MaxBytes)
            throw TooLarge(size);
        var bytes = new byte[size];
        if (await stream.ReadAtLeastAsync(bytes, size, throwOnEndOfStream: false, cancellation) < size)
            return null;
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ModelException(ModelException.BadFrame, $"a frame of {size} bytes is no {typeof(T).Name}");
        }
    }

    private static ModelException TooLarge(int size) =>
        new(ModelException.BadFrame, $"a frame of {size} bytes; the limit is {MaxBytes}");
}
