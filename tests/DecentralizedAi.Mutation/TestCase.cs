using System.Reflection;

namespace DecentralizedAi.Mutation;

/// <summary>A test of xunit with one row of its data, run here: a process for each mutant would take hours.</summary>
internal sealed record TestCase(string Name, Type Class, MethodInfo Method, object?[]? Row)
{
    /// <summary>All tests of an assembly but those of the suite <c>fuzz</c> and those that are handed something.
    /// </summary>
    public static IEnumerable<TestCase> Of(Assembly assembly) =>
        from type in assembly.GetTypes().Where(type => type is { IsPublic: true, IsAbstract: false })
        from method in type.GetMethods()
        where type.GetConstructor([]) is not null && IsTest(method) && !IsFuzz(type) && !IsFuzz(method)
        from row in Rows(method).Index()
        orderby type.FullName, method.Name, row.Index
        select new TestCase($"{type.FullName}.{method.Name}#{row.Index}", type, method, row.Item);

    /// <summary>Why the test does not hold, or null.</summary>
    public Exception? Failure()
    {
        try
        {
            var made = Method.IsStatic ? null : Activator.CreateInstance(Class);
            try
            {
                if (Method.Invoke(made, Arguments()) is Task task)
                    task.GetAwaiter().GetResult();
            }
            finally
            {
                (made as IDisposable)?.Dispose();
            }
            return null;
        }
        // Whatever a test throws, it did not hold.
        catch (Exception e)
        {
            return e.InnerException ?? e;
        }
    }

    private object?[]? Arguments() => Row is null
        ? null
        : [.. Method.GetParameters().Select((parameter, i) =>
            IsRest(parameter) && (i >= Row.Length || !parameter.ParameterType.IsInstanceOfType(Row[i]))
                ? Rest(Row[Math.Min(i, Row.Length)..], parameter.ParameterType.GetElementType()!)
            : i < Row.Length ? Fitting(Row[i], parameter.ParameterType)
            : parameter.DefaultValue)];

    private static bool IsRest(ParameterInfo parameter) => parameter.IsDefined(typeof(ParamArrayAttribute));

    private static Array Rest(object?[] values, Type type)
    {
        var rest = Array.CreateInstance(type, values.Length);
        for (var i = 0; i < values.Length; i++)
            rest.SetValue(Fitting(values[i], type), i);
        return rest;
    }

    private static object? Fitting(object? value, Type type) =>
        value is null || type.IsInstanceOfType(value) ? value
        : type.IsEnum ? Enum.ToObject(type, value)
        : Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<object?[]?> Rows(MethodInfo method)
    {
        var sources = method.GetCustomAttributes(true)
            .Select(source => (Source: source, Get: source.GetType().GetMethod("GetData", [typeof(MethodInfo)])))
            .Where(source => source.Get is not null).ToArray();
        return sources.Length == 0
            ? Enumerable.Repeat<object?[]?>(null, 1)
            // A row of nothing but null is given as null.
            : sources.SelectMany(source => (IEnumerable<object?[]?>)source.Get!.Invoke(source.Source, [method])!)
                .Select(row => row ?? [null]);
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributesData()
        .Any(attribute => attribute.AttributeType.Name is "FactAttribute" or "TheoryAttribute");

    private static bool IsFuzz(MemberInfo member) => member.GetCustomAttributesData().Any(attribute =>
        attribute.AttributeType.Name == "TraitAttribute" && attribute.ConstructorArguments[1].Value is "fuzz");
}
