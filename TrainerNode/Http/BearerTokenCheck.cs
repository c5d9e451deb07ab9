using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>Lets only those in that bear the token.</summary>
public static class BearerTokenCheck
{
    public static void UseBearerToken(this IApplicationBuilder app, string? token)
    {
        if (token is null) return;
        var wanted = new BearerToken(token);
        app.Use(async (http, next) =>
        {
            if (wanted.Accepts(http.Request))
            {
                await next(http);
                return;
            }
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await HttpProblem.WriteAsync(http, StatusCodes.Status401Unauthorized, "the bearer token is missing or wrong");
        });
    }
}
