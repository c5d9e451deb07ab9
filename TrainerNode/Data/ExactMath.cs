namespace ActorSearch.TrainerNode.Data;

/// <summary>Sine and cosine by additions and multiplications alone: the system's differ in the last bit between machines, and pixels would follow.</summary>
internal static class ExactMath
{
    /// <summary>Within 1e-13 for angles of up to about two turns.</summary>
    public static (double Sin, double Cos) SinCos(double radians)
    {
        // Series on an eighth of the angle, then three times the double-angle formulas.
        var x = radians / 8;
        var (square, sinTerm, cosTerm, sin, cos) = (x * x, x, 1.0, x, 1.0);
        for (var n = 1; n <= 10; n++)
        {
            cosTerm *= -square / ((2 * n - 1) * (2 * n));
            sinTerm *= -square / (2 * n * (2 * n + 1));
            (sin, cos) = (sin + sinTerm, cos + cosTerm);
        }
        for (var i = 0; i < 3; i++) (sin, cos) = (2 * sin * cos, cos * cos - sin * sin);
        return (sin, cos);
    }
}
