"""The fonts of the PDF, from the package that ships them."""

import shutil
from pathlib import Path

__all__ = ["font_folder", "lay_fonts"]

_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def font_folder() -> Path | None:
    """Return the folder of Source Sans Pro, or None where its package is missing.

    Typst then uses a font of its own.
    """
    try:
        import font_source_sans_pro
    except ImportError:
        return None
    return Path(font_source_sans_pro.font_directory)


def lay_fonts(folder: Path) -> None:
    """Put the fonts where the notebooks' front matter points, for Quarto."""
    source = font_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for face in _FACES if source else ():
        name = f"SourceSansPro-{face}.ttf"
        if source and (source / name).exists() and not (folder / name).exists():
            shutil.copyfile(source / name, folder / name)
