using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Governed;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>
/// Every public way to a tool that runs, read from the compiled assemblies: a way that is added is not on the list
/// below, and fails here until somebody has shown that a gate stands in it.
/// </summary>
public sealed class ToolDoorsTests
{
    /// <summary>The ways there are, and the test of each gate.</summary>
    private static readonly string[] Known =
    [
        // The gate stands in the function itself: GovernedPluginTests calls it through the kernel, as a function of
        // Microsoft.Extensions.AI, from a chat that calls by itself, and from an agent of the Agent Framework.
        "GovernedFunction..ctor", "GovernedPlugin.Of", "GovernedPlugin.FunctionsOf",
        // Runs the one call that was decided and stored: ToolHostTests, and below who may call it.
        "IToolHost.RunAsync", "ToolHost.RunAsync",
        // A plugin's own process, which holds nothing but the plugin: LyingPluginTests.
        "PluginHost.RunAsync",
    ];

    private static readonly string[] Projects =
    [
        "Domain", "Authoring", "Runtime", "Inference", "Plugin.Sdk", "Tools", "Chain", "Storage", "Node",
    ];

    [Fact]
    public void Each_public_way_to_run_a_tool_is_known_here()
    {
        var ways = Projects.Select(Load).SelectMany(assembly => assembly.GetExportedTypes())
            .SelectMany(type => type.GetMembers(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(Runs).Select(member => $"{type.Name}.{member.Name}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Known.Order(StringComparer.Ordinal), ways);
    }

    // Outside of Tools, which implements it, the agent alone calls a host: after the decision is on disk. In Node it is
    // the stage on which authors try a plugin of theirs: a policy decides there, and no DAO stands behind it.
    [Fact]
    public void Only_the_runtime_and_the_stage_of_authors_call_a_host() =>
        Assert.Equal(["Runtime", "Node"], Projects.Where(project => Calls(project, nameof(IToolHost), "RunAsync")
            || project != "Tools" && Calls(project, nameof(ToolHost), "RunAsync")));

    // What a client of MCP or of OpenAI's interface wants is an instruction, or read from the gateway: the classes
    // that serve them name no host, no plugin and no function.
    [Fact]
    public void No_door_for_clients_knows_a_tool()
    {
        var doors = Load("Node").GetTypes().Where(type =>
            type.Namespace?.StartsWith("DecentralizedAi.Node.Http", StringComparison.Ordinal) == true).ToList();
        Assert.NotEmpty(doors);
        Assert.DoesNotContain(doors.SelectMany(Named), type =>
            typeof(IToolHost).IsAssignableFrom(type) || typeof(AITool).IsAssignableFrom(type)
            || type.Namespace?.StartsWith("DecentralizedAi.Tools", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_tool_that_is_built_in_is_no_class_that_others_can_make() =>
        Assert.DoesNotContain(Projects.Select(Load).SelectMany(assembly => assembly.GetExportedTypes()),
            type => type.GetMethods().Any(method => method.IsDefined(typeof(KernelFunctionAttribute))));

    [Fact]
    public async Task A_governed_function_hands_out_nothing_that_runs_without_its_gate()
    {
        var paid = 0;
        var bare = KernelFunctionFactory.CreateFromMethod((string to) => ++paid, "pay").WithKernel(new Kernel());
        var governed = new GovernedFunction(bare, "bills.pay", new Never());
        foreach (var type in (Type[])[typeof(AIFunction), typeof(AITool), typeof(KernelFunction), bare.GetType()])
            Assert.True(governed.GetService(type) is null or GovernedFunction, type.Name);
        var thief = new AIFunctionArguments { ["to"] = "Thief" };
        await governed.InvokeAsync(thief);
        await governed.AsKernelFunction().InvokeAsync(new Kernel(), new KernelArguments { ["to"] = "Thief" });
        Assert.Equal(0, paid);
        await bare.InvokeAsync(thief);
        Assert.Equal(1, paid);
    }

    private static bool Runs(MemberInfo member) => member switch
    {
        ConstructorInfo made => Callable(made.DeclaringType!),
        MethodInfo { IsSpecialName: false } method =>
            Callable(method.ReturnType) || method.ReturnType == typeof(Task<ToolOutcome>)
            || member.DeclaringType!.Name == "PluginHost" && method.Name == "RunAsync",
        PropertyInfo property => Callable(property.PropertyType),
        FieldInfo field => Callable(field.FieldType),
        _ => false,
    };

    private static bool Callable(Type type) => type.IsGenericType
        ? type.GetGenericArguments().Any(Callable)
        : typeof(AITool).IsAssignableFrom(type) || typeof(KernelPlugin).IsAssignableFrom(type);

    private static bool Calls(string project, string type, string member)
    {
        using var file = new PEReader(File.OpenRead(Load(project).Location));
        var reader = file.GetMetadataReader();
        return reader.MemberReferences.Select(reader.GetMemberReference).Any(called =>
            reader.GetString(called.Name) == member && called.Parent.Kind == HandleKind.TypeReference
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)called.Parent).Name) == type);
    }

    private static IEnumerable<Type> Named(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly)
        .SelectMany(member => member switch
        {
            FieldInfo field => [field.FieldType],
            MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []),
            _ => Enumerable.Empty<Type>(),
        });

    private static Assembly Load(string project) => Assembly.Load($"DecentralizedAi.{project}");

    private sealed class Never : IToolGate
    {
        public ValueTask<GateVerdict> JudgeAsync(ToolCall call, CancellationToken cancellation) =>
            new(new GateVerdict.Denied("never"));
    }
}
