using System.Diagnostics;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Protos;
using Google.Protobuf;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>What the two sides say to each other, also when one of them says nonsense.</summary>
public sealed class HostProtocolTests
{
    [Fact]
    public async Task A_question_before_a_model_is_a_refusal_and_not_an_end()
    {
        var ask = new HostRequest { Id = 4, Ask = new AskRequest { MaxTokens = 8 } };
        var replies = await ServeAsync(Frame(ask).Concat(Frame(new HostRequest { Id = 5 })));
        Assert.Equal([4UL, 5UL], replies.Select(reply => reply.Id));
        Assert.All(replies, reply => Assert.Equal(ModelException.BadFrame, reply.Refused.Code));
    }

    [Theory]
    [InlineData(new byte[] { 0x7f, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0, 0, 0, 2, 0xff, 0xff })]
    public async Task A_frame_that_is_none_is_a_typed_fault(byte[] frame) => Assert.Equal(ModelException.BadFrame,
        (await Assert.ThrowsAsync<ModelException>(() => ServeAsync(frame))).Code);

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 1 })]
    public async Task The_end_of_the_input_is_the_end(byte[] bytes) => Assert.Empty(await ServeAsync(bytes));

    [Fact]
    public async Task A_child_whose_parent_closes_the_pipe_ends_by_itself()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!,
            ["exec", typeof(HostProtocolTests).Assembly.Location, "model-host"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        child.StandardInput.Close();
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, child.ExitCode);
    }

    private static async Task<List<HostReply>> ServeAsync(IEnumerable<byte> input)
    {
        var output = new MemoryStream();
        await ModelHost.RunAsync(
            new MemoryStream([.. input]), output, TextWriter.Null, confine: false, CancellationToken.None);
        output.Position = 0;
        var replies = new List<HostReply>();
        while (await Frames.ReadAsync(output, HostReply.Parser, CancellationToken.None) is { } reply)
            replies.Add(reply);
        return replies;
    }

    private static byte[] Frame(HostRequest request)
    {
        var bytes = request.ToByteArray();
        return [0, 0, 0, (byte)bytes.Length, .. bytes];
    }
}
