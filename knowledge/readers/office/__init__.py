"""Documents of office programs: DOCX and PPTX."""
