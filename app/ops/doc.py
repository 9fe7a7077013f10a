"""The API explorer at /doc: Swagger UI from an installed package, so that nothing is loaded from elsewhere."""

from importlib import resources
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

# The page holds one inline script, made by FastAPI; everything else must come from here.
_POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def install(app: FastAPI) -> None:
    """Serve the explorer and its files."""
    files = Path(str(resources.files("fastapi_swagger.resources")))
    app.mount("/doc/files", StaticFiles(directory=files), name="doc-files")

    @app.get("/doc", include_in_schema=False)
    async def explorer() -> HTMLResponse:
        """The explorer."""
        page = get_swagger_ui_html(
            openapi_url="/doc/openapi.json",
            title="Steunwijzer – API",
            swagger_js_url="/doc/files/swagger-ui-bundle.js",
            swagger_css_url="/doc/files/swagger-ui.css",
            swagger_favicon_url="/doc/files/favicon-32x32.png",
            swagger_ui_parameters={"tryItOutEnabled": True, "filter": True, "validatorUrl": None},
        )
        body = bytes(page.body).decode().replace("<html>", '<html lang="en">', 1)
        return HTMLResponse(body, headers={"Content-Security-Policy": _POLICY})
