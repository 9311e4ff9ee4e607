using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Serialization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Cluster;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>The door of the cluster: who shows no certificate of the operator gets nothing, and harms nobody.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private const string Host = "127.0.0.2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly DateTimeOffset Earlier = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2069, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The first frame of a node: AkkaProtocolMessage.instruction = associate, from akka.ssl.tcp://dai@127.0.0.3:1.
    private static readonly byte[] Hello = Frame(Field(2, [0x08, 1, .. Field(2,
    [
        .. Field(1, [.. Field(1, "dai"), .. Field(2, "127.0.0.3"), 0x18, 1, .. Field(4, "akka.ssl.tcp")]),
        0x11, 1, 2, 3, 4, 5, 6, 7, 8,
    ])]));

    private readonly ClusterCertificates _certificates = new();
    private readonly ConcurrentQueue<object> _received = new();
    private readonly List<ActorSystem> _systems = [];
    private ActorSystem _node = null!, _friend = null!;

    public async Task InitializeAsync()
    {
        _node = Start(_certificates.Node());
        var cluster = Akka.Cluster.Cluster.Get(_node);
        cluster.Join(cluster.SelfAddress);
        _node.ActorOf(Props.Create(() => new Probe(_received)), "probe");
        _friend = Start(_certificates.Node(), $"{Host}:{Port(_node)}");
        await Until.TrueAsync(() => Task.FromResult(Up(_node)), up => up == 2);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        _certificates.Dispose();
    }

    [Fact]
    public async Task Nodes_of_one_authority_speak_over_TLS()
    {
        Assert.Equal("akka.ssl.tcp", Akka.Cluster.Cluster.Get(_node).SelfAddress.Protocol);
        await AssertLivesAsync();
    }

    [Fact]
    public async Task Who_shows_a_certificate_of_the_operator_is_answered()
    {
        using var shown = _certificates.Signed(Later);
        using var client = new TcpClient();
        await using var stream = await SecureAsync(client, shown);
        await stream.WriteAsync(Hello);
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096]));
    }

    [Fact]
    public async Task A_node_without_TLS_is_hung_up_on() => await AssertPlainRefusedAsync(Hello);

    [Fact]
    public async Task A_web_browser_is_hung_up_on() =>
        await AssertPlainRefusedAsync("GET / HTTP/1.1\r\nHost: node\r\n\r\n"u8.ToArray());

    [Fact]
    public async Task Garbage_is_hung_up_on() => await AssertPlainRefusedAsync(RandomNumberGenerator.GetBytes(4096));

    [Fact]
    public async Task Who_shows_no_certificate_is_hung_up_on()
    {
        await AssertRefusedAsync(null);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_hung_up_on()
    {
        using var others = new ClusterCertificates();
        using var shown = others.Signed(Later);
        await AssertRefusedAsync(shown);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_hung_up_on()
    {
        using var shown = _certificates.Signed(Earlier);
        await AssertRefusedAsync(shown);
    }

    [Fact]
    public async Task Garbage_of_a_member_ends_its_connection_alone()
    {
        using var shown = _certificates.Signed(Later);
        using var client = new TcpClient();
        await using var stream = await SecureAsync(client, shown);
        // A frame that says it is two gigabytes long.
        await stream.WriteAsync((byte[])[0xff, 0xff, 0xff, 0x7f, .. RandomNumberGenerator.GetBytes(1024)]);
        Assert.Empty(await AllAsync(stream));
        await AssertLivesAsync();
    }

    [Fact]
    public async Task A_message_under_a_name_that_nobody_knows_is_dropped()
    {
        var babbler = Start(_certificates.Node(), ConfigurationFactory.ParseString($$"""
            akka.actor {
              serializers.babble = "{{typeof(BabbleSerializer).AssemblyQualifiedName}}"
              serialization-bindings { "{{typeof(Babble).AssemblyQualifiedName}}" = babble }
              serialization-identifiers { "{{typeof(BabbleSerializer).AssemblyQualifiedName}}" = 7331 }
            }
            """));
        var probe = await babbler.ActorSelection(Path("probe")).ResolveOne(Patience);
        probe.Tell(new Babble());
        // What follows on the same way arrives after it.
        probe.Tell(new AgentEnvelope(1, new AgentMessage.Wake()));
        var received = await Until.TrueAsync(() => Task.FromResult(_received.ToArray()), all => all.Length > 0);
        Assert.IsType<AgentEnvelope>(Assert.Single(received));
        await AssertLivesAsync();
    }

    [Theory]
    [InlineData("password", "cluster.tls.certificate")]
    [InlineData("missing", "cluster.tls.certificate")]
    [InlineData("authority", "cluster.tls.ca")]
    [InlineData("foreign", "is not one that")]
    [InlineData("ended", "NotTimeValid")]
    public void A_node_that_nobody_would_accept_does_not_start(string fault, string words)
    {
        using var others = new ClusterCertificates();
        var good = _certificates.Node();
        var tls = fault switch
        {
            "password" => good with { Password = "open-sesame" },
            "missing" => good with { CertificatePath = good.CertificatePath + ".none" },
            "authority" => good with { AuthorityPath = good.CertificatePath },
            "foreign" => good with { AuthorityPath = others.AuthorityFile },
            _ => _certificates.Node(Earlier),
        };
        var refusal = Assert.Throws<RuntimeOptionException>(() => ClusterConfig.Setup(Options(tls)));
        Assert.StartsWith("DAI-3004 ", refusal.Message);
        Assert.Contains(words, refusal.Message);
        Assert.DoesNotContain("sesame", refusal.ToString());
        Assert.DoesNotContain(ClusterCertificates.Password, refusal.ToString());
    }

    private async Task AssertPlainRefusedAsync(byte[] words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Host, Port(_node));
        await client.GetStream().WriteAsync(words);
        // Nothing, or the alert of a TLS server.
        Assert.True(await AllAsync(client.GetStream()) is [] or [0x15, ..]);
        await AssertLivesAsync();
    }

    // It says what a node says first, and hears nothing.
    private async Task AssertRefusedAsync(X509Certificate2? shown)
    {
        using var client = new TcpClient();
        try
        {
            await using var stream = await SecureAsync(client, shown);
            // In TLS 1.3 the client is done before the server has looked.
            await stream.WriteAsync(Hello);
            Assert.Empty(await AllAsync(stream));
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            // Refused while they shook hands.
        }
        await AssertLivesAsync();
    }

    private async Task<SslStream> SecureAsync(TcpClient client, X509Certificate2? shown)
    {
        await client.ConnectAsync(Host, Port(_node));
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            ClientCertificates = shown is null ? null : new X509CertificateCollection { shown },
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return stream;
    }

    // Everything until the other side hangs up.
    private static async Task<byte[]> AllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await stream.CopyToAsync(all, limit.Token);
        }
        catch (IOException)
        {
            // Hung up on without a word.
        }
        return all.ToArray();
    }

    // The friend still reaches it, and nobody else became a member.
    private async Task AssertLivesAsync()
    {
        await _friend.ActorSelection(Path("probe")).ResolveOne(Patience);
        Assert.Equal(2, Up(_node));
    }

    private string Path(string actor) => $"{Akka.Cluster.Cluster.Get(_node).SelfAddress}/user/{actor}";

    private ActorSystem Start(TlsOptions tls, params string[] seeds) => Start(tls, Config.Empty, seeds);

    private ActorSystem Start(TlsOptions tls, Config more, params string[] seeds)
    {
        var options = Options(tls) with { Seeds = seeds };
        var system = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(options).And(
            BootstrapSetup.Create().WithConfig(more.WithFallback(ClusterConfig.Of(options)))));
        _systems.Add(system);
        return system;
    }

    private static RuntimeOptions Options(TlsOptions tls) => new()
    {
        Host = Host, Port = 0, Seeds = [], Tls = tls,
    };

    private static int Port(ActorSystem system) => Akka.Cluster.Cluster.Get(system).SelfAddress.Port!.Value;

    private static int Up(ActorSystem system) =>
        Akka.Cluster.Cluster.Get(system).State.Members.Count(member => member.Status == MemberStatus.Up);

    private static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), (byte)value.Length, .. value];

    private static byte[] Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    private static byte[] Frame(byte[] message) => [.. BitConverter.GetBytes(message.Length), .. message];

    private sealed class Probe : ReceiveActor
    {
        public Probe(ConcurrentQueue<object> received) => ReceiveAny(received.Enqueue);
    }

    private sealed record Babble;

    private sealed class BabbleSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 7331;

        public override string Manifest(object o) => "nobody-knows.v1";

        public override byte[] ToBinary(object obj) => [1, 2, 3];

        public override object FromBinary(byte[] bytes, string manifest) => new Babble();
    }
}
