using DecentralizedAi.Inference.Protos;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>The child's way to its parent: whole frames from any thread, in the order they were written.</summary>
internal sealed class ReplyPipe(Stream output)
{
    private readonly Lock _gate = new();

    public void Write(HostReply reply)
    {
        var frame = Frames.Of(reply);
        try
        {
            lock (_gate)
            {
                output.Write(frame);
                output.Flush();
            }
        }
        catch (IOException)
        {
            // The parent is gone, and nobody waits for this; the end of the input ends the process.
        }
    }
}
