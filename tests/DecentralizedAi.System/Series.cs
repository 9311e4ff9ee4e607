using Xunit;

// Each test has processes of its own on two cores; two at once would only measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
