using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Plugin;

/// <summary>One governed method of a tool class, built in or of a plugin. What runs it stays in this project and in
/// those that put a gate before it.</summary>
public sealed class ToolMethod
{
    // What Semantic Kernel itself hands to a method.
    private static readonly Type[] Given =
    [
        typeof(Kernel), typeof(KernelArguments), typeof(KernelFunction), typeof(CancellationToken),
        typeof(CultureInfo), typeof(IServiceProvider),
    ];

    private readonly MethodInfo _method;
    private readonly KernelFunction _function;
    private readonly JsonSerializerOptions _json;
    private readonly IReadOnlySet<string> _dates;

    private ToolMethod(
        ToolDeclaration declaration, DaiToolAttribute facts, MethodInfo method, object target,
        JsonSerializerOptions json)
    {
        (Declaration, Facts, _method, _json) = (declaration, facts, method, json);
        _function = KernelFunctionFactory.CreateFromMethod(method, json, target);
        _dates = ArgumentsOf(method).Where(parameter => TypeOf(parameter) == typeof(DateOnly))
            .Select(parameter => parameter.Name!).ToHashSet();
    }

    public ToolDeclaration Declaration { get; }

    public DaiToolAttribute Facts { get; }

    /// <summary>Its <c>[Description]</c>, for people and for models that read descriptions.</summary>
    public string About => _method.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Of what it returns, as it is written.</summary>
    public Type Returns => _method.ReturnType;

    /// <summary>Semantic Kernel hands results on as JSON; this is how, and how to read them. Members of an enum are
    /// written by name, as arguments are.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Parameters by which a caller gives arguments, in the order of the declaration.</summary>
    public IEnumerable<ParameterInfo> Parameters => ArgumentsOf(_method);

    /// <summary>The methods that Semantic Kernel would offer.</summary>
    public static IEnumerable<MethodInfo> KernelFunctions(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Where(method => method.GetCustomAttribute<KernelFunctionAttribute>() is not null);

    /// <summary>Reads every kernel function of an object.</summary>
    /// <exception cref="ToolException">A method says nothing about governance, or what no policy can write.</exception>
    public static IEnumerable<ToolMethod> Of(object target)
    {
        if (Unheard(target.GetType()) is { } unheard)
            throw Wrong(unheard, "has [DaiTool] and is no tool: it has to be public, with [KernelFunction] as well");
        // Options remember each type that they wrote, and what is remembered is never unloaded.
        var json = target.GetType().IsCollectible ? new JsonSerializerOptions(Json) : Json;
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var method in KernelFunctions(target.GetType()))
        {
            var facts = method.GetCustomAttribute<DaiToolAttribute>() ?? throw Wrong(method,
                "is a kernel function without [DaiTool]; add it, or remove the function");
            if (!Words.IsTool(facts.Name))
                throw Wrong(method, $"is the tool '{facts.Name}'; a name is one to four words of a-z, 0-9 and _, "
                    + "joined by points, such as 'wallet.runway'");
            if (facts.Seconds is < 1 or > 600)
                throw Wrong(method, $"has Seconds = {facts.Seconds}; a tool is given 1 to 600");
            if (!named.TryAdd(facts.Name, method.Name))
                throw Wrong(method, $"is the tool '{facts.Name}', which {named[facts.Name]} is already; give it "
                    + "another name");
            // What it throws would end its process, and nobody would know when it is done.
            if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
                throw Wrong(method, "is async and returns void; let it return Task, or Task<T> for a result");
            yield return Made(Declared(method, facts), facts, method, target, json);
        }
    }

    private static MethodInfo? Unheard(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
        .FirstOrDefault(method => method.IsDefined(typeof(DaiToolAttribute))
            && !(method.IsPublic && method.IsDefined(typeof(KernelFunctionAttribute))));

    private static ToolMethod Made(
        ToolDeclaration declaration, DaiToolAttribute facts, MethodInfo method, object target,
        JsonSerializerOptions json)
    {
        try
        {
            return new(declaration, facts, method, target, json);
        }
        catch (Exception wrong) when (wrong is ArgumentException or KernelException or NotSupportedException
            or InvalidOperationException)
        {
            throw Wrong(method, $"is no method that Semantic Kernel can call: {wrong.Message}");
        }
    }

    /// <summary>The function of one run: the method finds that run with <see cref="Run"/>.</summary>
    /// <param name="progress">Hears what it says of its progress; null when nobody does.</param>
    internal AIFunction For(ToolRun run, IProgress<ToolProgress>? progress = null) =>
        new OneRun(_function, new Kernel(new RunServices(run, progress)), _json, _dates);

    /// <summary>Runs one call with its arguments as text, as a plugin's process does.</summary>
    /// <returns>The result as a model reads it.</returns>
    /// <exception cref="ToolException">The tool did nothing, on purpose.</exception>
    internal async Task<string> RunAsync(
        ToolRun run, CancellationToken cancellation, IProgress<ToolProgress>? progress = null)
    {
        var arguments = run.Call.Arguments.ToDictionary(one => one.Name, one => (object?)one.Value);
        try
        {
            var result = await For(run, progress).InvokeAsync(new AIFunctionArguments(arguments), cancellation);
            return result is JsonElement { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) } json
                ? json.GetRawText()
                : result?.ToString() ?? "";
        }
        catch (Exception wrapped) when (wrapped.InnerException is ToolException refusal)
        {
            throw refusal;
        }
    }

    /// <summary>The run that a method serves, from the kernel it was given.</summary>
    public static ToolRun Run(Kernel kernel) => ((RunServices)kernel.Services).Run;

    /// <summary>Takes what a long tool says of its progress: a node writes it into its log.</summary>
    public static IProgress<ToolProgress> Progress(Kernel kernel) => (RunServices)kernel.Services;

    private static ToolDeclaration Declared(MethodInfo method, DaiToolAttribute facts)
    {
        try
        {
            var declared = ToolDeclaration.Of(facts.Name, facts.Effect, facts.Idempotency,
                [.. ArgumentsOf(method).Select(parameter => Written(method, parameter))]);
            return declared with { Costs = declared.Costs.SetItems(facts.Costs.Select(Cost)) };
        }
        catch (FormatException wrong)
        {
            throw Wrong(method, $"has a declaration that no policy can write: {wrong.Message}");
        }
    }

    private static IEnumerable<ParameterInfo> ArgumentsOf(MethodInfo method) =>
        method.GetParameters().Where(parameter => !Given.Contains(parameter.ParameterType));

    private static Type TypeOf(ParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

    private static string Written(MethodInfo method, ParameterInfo parameter)
    {
        if (!Words.IsArgument(parameter.Name))
            throw Wrong(method, $"has a parameter '{parameter.Name}'; an argument is a-z, then a-z, 0-9 and _, such as "
                + $"'{Lower(parameter.Name!)}'");
        if (parameter.GetCustomAttribute<DaiTypeAttribute>() is { } said)
            return $"{parameter.Name}: {said.Written}";
        var type = TypeOf(parameter);
        var written = type == typeof(string) ? "text"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : type == typeof(bool) ? "bool"
            : type == typeof(Uri) ? "url"
            : type == typeof(DateOnly) ? "date"
            : type.IsEnum ? $"enum({string.Join(", ", Members(method, type))})"
            : throw Wrong(method, $"has a parameter '{parameter.Name}' of type {Said(type)}, which no policy can write"
                + "; take a string and read it with CultureInfo.InvariantCulture, or an int, long, bool, enum, Uri or "
                + "DateOnly");
        return $"{parameter.Name}: {written}{(parameter.HasDefaultValue ? "?" : "")}";
    }

    private static string[] Members(MethodInfo method, Type type)
    {
        var names = Enum.GetNames(type);
        return Array.Find(names, name => !Words.IsMember(name)) is not { } foreign ? names
            : throw Wrong(method, $"takes a {type.Name}, whose member '{foreign}' no policy can write; "
                + "a member is a-z, A-Z, 0-9 and _");
    }

    /// <summary>As its author wrote it: <c>List&lt;String&gt;</c>.</summary>
    private static string Said(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Said))}>"
        : type.Name;

    private static string Lower(string name) => string.Concat(name.Select((c, at) =>
        char.IsUpper(c) ? $"{(at == 0 ? "" : "_")}{char.ToLowerInvariant(c)}" : $"{c}"));

    private static KeyValuePair<string, ulong> Cost(string written)
    {
        var parts = written.Split(": ");
        return parts.Length == 2 && ResourceNames.Parse(parts[0]) != ResourceKind.None
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
                ? new(parts[0], amount)
                : throw new FormatException($"the cost '{written}' is not 'resource: amount', such as "
                    + "'bytes: 2000'; resources are those that a policy's budgets name");
    }

    private static ToolException Wrong(MethodInfo method, string what) =>
        new(ToolException.AnotherTool, $"{method.DeclaringType?.Name}.{method.Name} {what}");

    // What a method finds in its kernel; of everything else a kernel asks for there is nothing.
    private sealed class RunServices(ToolRun run, IProgress<ToolProgress>? progress)
        : IServiceProvider, IProgress<ToolProgress>
    {
        private static readonly IServiceProvider Nothing = new Kernel().Services;

        public ToolRun Run => run;

        public object? GetService(Type serviceType) => Nothing.GetService(serviceType);

        public void Report(ToolProgress value) => progress?.Report(value);
    }

    // Text stays the text it is; all else is handed on as JSON.
    private sealed class OneRun(
        KernelFunction function, Kernel kernel, JsonSerializerOptions json, IReadOnlySet<string> dates) : AIFunction
    {
        public override string Name => function.Name;

        protected override async ValueTask<object?> InvokeCoreAsync(
            AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            var given = new KernelArguments();
            foreach (var (name, value) in arguments)
                // Semantic Kernel reads every other type that an argument may have.
                given[name] = value is string date && dates.Contains(name)
                    ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : value;
            var result = (await function.InvokeAsync(kernel, given, cancellationToken)).GetValue<object>();
            return result is null or string ? result : JsonSerializer.SerializeToElement(result, json);
        }
    }
}

/// <summary>How far a tool is.</summary>
/// <param name="Done">In units of the tool; grows.</param>
/// <param name="Of">All of them; null where nobody knows.</param>
public sealed record ToolProgress(double Done, double? Of, string Say);
