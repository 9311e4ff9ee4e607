using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Documents;

/// <summary>What all documents tell people to type: it is typed here, or a test that is named holds it.</summary>
public sealed class DocumentTests
{
    private const string Deployments = "governance/README.md";

    /// <summary>Blocks that cannot be typed within a test, by document and first line, with the file that holds them.
    /// </summary>
    private static readonly Dictionary<(string Document, string First), string> Elsewhere = new()
    {
        // The whole path, once for all tests that look at it.
        [("README.md", "./dai demo")] = "tests/DecentralizedAi.System/Demo/DemoFixture.cs",
        // Typing it here would never end: it types this.
        [("README.md", "./dai test")] = "tests/run",
        // It writes into the tree that other tests read; the same programs are a part of every run.
        [(Deployments, "cd governance")] = "tests/run",
        // A vote of its own; the same is played with a plugin.
        [("agents/README.md", "cp -r agents/treasurer agents/clerk")]
            = "tests/DecentralizedAi.System/PluginDaoTests.cs",
        // A graphics processor; the suite 'trainer' makes a few steps of each.
        [("agents/model/CARD.md", "dotnet run -c Release --project agents/model/trainer -- draw --merges 3000 "
            + "--text TEXT --examples 400000 --seed 1 --all --samples S --out A.gguf")] = "tests/run",
        // No engine for containers is part of the tests; that the files fit each other and the program is.
        [("docker/README.md", "SDK_IMAGE=<image> docker compose -f docker/compose.yaml up --build")]
            = "tests/DecentralizedAi.Authoring.Tests/DockerTests.cs",
        [("docker/README.md", "export SDK_IMAGE=<image> POSTGRES_IMAGE=<image> PG_PASSWORD=<secret> "
            + "TLS_PASSWORD=<secret>")] = "tests/DecentralizedAi.Authoring.Tests/DockerTests.cs",
        [("docker/README.md", "docker compose -f docker/cluster.yaml -f docker/cuda.yaml up --build postgres node0 "
            + "node1 node2")] = "tests/DecentralizedAi.Authoring.Tests/DockerTests.cs",
    };

    /// <summary>Documents that another test types from their first command to their last.</summary>
    private static readonly Dictionary<string, string> Followed = new()
    {
        ["src/DecentralizedAi.Plugin.Sdk/README.md"] = "tests/DecentralizedAi.Plugin.Sdk.Tests/SdkReadmeTests.cs",
    };

    [Fact]
    public void Every_block_of_commands_is_typed_or_held_by_a_test_that_is_named()
    {
        var documents = Document.All.Except(Followed.Keys)
            .Where(name => !name.StartsWith("governance/guides/", StringComparison.Ordinal))
            .Select(Document.Read).ToList();
        Assert.All(documents, document => Assert.True(document.Unlabelled is null,
            $"{document.Name}:{document.Unlabelled} holds commands and its fence does not say 'bash'"));
        var blocks = documents
            .SelectMany(document => document.Blocks.Select(block => (Document: document.Name, block.First)))
            .ToHashSet();
        Assert.Superset(Elsewhere.Keys.ToHashSet(), blocks);
        Assert.Equal([Deployments], blocks.Except(Elsewhere.Keys).Select(block => block.Document).Distinct());
        Assert.All(Elsewhere.Values.Concat(Followed.Values), file => Assert.True(File.Exists(Path.Combine(Dai.Root, file)), file));
    }

    [Fact]
    public async Task A_DAO_is_deployed_and_verified_as_the_readme_of_the_contracts_says()
    {
        await using var reader = new Reader();
        await using var chain = await AnvilChainHost.StartAsync(new AnvilOptions
        {
            Folder = Path.Combine(reader.Folder, "chain"), Binary = AnvilBinary.Find(Dai.Root),
        }, TimeProvider.System, default);
        var key = EthereumKey.Create();
        await chain.GiveAsync(key.Account, UInt256.Of(1_000_000_000_000_000_000), default);
        KeystoreFile.Write(Path.Combine(reader.Folder, "payer.json"), key, "word", light: true);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["RPC"] = chain.Rpc.ToString(), ["SETTINGS"] = "governance/deployment/settings.example.json",
            ["KEYFILE"] = "payer.json", ["DAI_KEY_PASSWORD"] = "word", ["ADDRESS"] = key.Account.ToString(),
        })
            reader.Variables[name] = value;
        var readme = Document.Read(Deployments);
        await reader.FollowAsync(
            readme, [.. readme.Blocks.Where(block => !Elsewhere.ContainsKey((Deployments, block.First)))]);
    }
}
