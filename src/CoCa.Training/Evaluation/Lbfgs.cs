using System.Numerics.Tensors;

namespace CoCa.Training.Evaluation;

/// <summary>Minimises a smooth function by L-BFGS (Nocedal and Wright, algorithms 7.4 and 7.5) with a backtracking line search.</summary>
internal static class Lbfgs
{
    private const int History = 10, MostHalvings = 40;
    private const double SufficientDecrease = 1e-4;

    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="function">Gives the value at a point and writes the gradient.</param>
    /// <param name="iterations">The most steps.</param>
    /// <param name="tolerance">The largest entry of the gradient at which it is done.</param>
    public static double[] Minimize(double[] start, Func<double[], double[], double> function, int iterations, double tolerance = 1e-6)
    {
        int n = start.Length;
        double[] x = [.. start], gradient = new double[n], next = new double[n], nextGradient = new double[n], direction = new double[n];
        List<(double[] Step, double[] Change, double Product)> history = [];
        double value = function(x, gradient);
        for (int k = 0; k < iterations && TensorPrimitives.MaxMagnitude<double>(gradient) is var largest && Math.Abs(largest) > tolerance; k++)
        {
            Direct(history, gradient, direction);
            double slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (slope >= 0)
            {
                history.Clear();
                TensorPrimitives.Negate<double>(gradient, direction);
                slope = -TensorPrimitives.SumOfSquares<double>(gradient);
            }
            double length = history.Count > 0 ? 1 : Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient)), nextValue = 0;
            int halvings = 0;
            for (; halvings < MostHalvings; halvings++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, length, x, next);
                nextValue = function(next, nextGradient);
                if (nextValue <= value + SufficientDecrease * length * slope) break;
            }
            if (halvings == MostHalvings) break;
            double[] step = new double[n], change = new double[n];
            TensorPrimitives.Subtract<double>(next, x, step);
            TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
            double product = TensorPrimitives.Dot<double>(step, change);
            if (product > 1e-12 * TensorPrimitives.SumOfSquares<double>(change)) history.Add((step, change, product));
            if (history.Count > History) history.RemoveAt(0);
            (x, next, gradient, nextGradient, value) = (next, x, nextGradient, gradient, nextValue);
        }
        return x;
    }

    /// <summary>The two-loop recursion.</summary>
    private static void Direct(List<(double[] Step, double[] Change, double Product)> history, double[] gradient, double[] direction)
    {
        TensorPrimitives.Negate<double>(gradient, direction);
        double[] alphas = new double[history.Count];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            alphas[i] = TensorPrimitives.Dot<double>(history[i].Step, direction) / history[i].Product;
            TensorPrimitives.MultiplyAdd(history[i].Change, -alphas[i], direction, direction);
        }
        if (history.Count > 0) TensorPrimitives.Multiply(direction, history[^1].Product / TensorPrimitives.SumOfSquares<double>(history[^1].Change), direction);
        for (int i = 0; i < history.Count; i++)
        {
            double beta = TensorPrimitives.Dot<double>(history[i].Change, direction) / history[i].Product;
            TensorPrimitives.MultiplyAdd(history[i].Step, alphas[i] - beta, direction, direction);
        }
    }
}
